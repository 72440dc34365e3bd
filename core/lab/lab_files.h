// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/lab_world.h"

#include <span>

namespace hoplens::lab {

struct Call;

/// What a path leads to, or why to nothing, in the words of errno: "No such file or directory".
struct FileText {
    std::string text;
    std::string trouble; ///< empty: it was read
};

/// A file of the lab as a program in a namespace sees it: settings below /proc/sys, what /proc/net tells, a few of /etc, and what was written.
/// A namespace by name has its own /etc where /etc/netns/NAME holds it. No file of the computer.
FileText readLabFile(const LabWorld& world, std::uint64_t space, std::string_view path);

/// Writes a file of the lab, or a setting. What went wrong, without the file's name; "write error: …": the setting refuses it; empty: it is written.
std::string writeLabFile(LabWorld& world, std::uint64_t space, std::string_view path, std::string_view text, bool appends);

/// "80", "10.1" and "010.0.0.1" as a C library reads them: octal behind a zero, and the last number fills what is left. The word itself where it is none.
std::string wholeAddress(const std::string& word);

/// The address that /etc/hosts gives a name, or the word itself where it is an address. nullopt: neither.
std::optional<Address> hostAddress(const LabWorld& world, std::uint64_t space, std::string_view word, std::optional<IpFamily> family = {});

/// The first name that /etc/hosts gives an address, or the address itself.
std::string hostName(const LabWorld& world, std::uint64_t space, const Address& address);

/// What the files of a program have, one after the other; without any, what the pipe hands over. nullopt: the program has complained.
std::optional<std::string> inputOf(Call& call, std::span<const std::string> files);

} // namespace hoplens::lab

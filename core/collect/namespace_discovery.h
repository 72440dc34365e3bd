// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file_descriptor.h"
#include "model/snapshot.h"

#include <unordered_map>

namespace hoplens {

/// A network namespace that something on this host keeps alive, with a descriptor to enter it by.
struct FoundNamespace {
    std::uint64_t inode = 0;
    std::string name = {};
    std::vector<std::string> paths = {};
    std::vector<Process> processes = {};
    std::string entrance = {};     ///< the path that it was opened by
    FileDescriptor descriptor = {};
    bool isOwn = false;
};

struct Discovery {
    std::optional<bool> hasSctp = {}; ///< as in Host
    bool hasIpvs = false;             ///< the kernel has a table of virtual servers
    std::vector<FoundNamespace> namespaces;                                  ///< own first, then by name
    std::unordered_map<std::uint64_t, std::vector<std::int32_t>> socketOwners; ///< socket inode → pids
    std::vector<Note> notes;
};

/// Finds all network namespaces of this host, each once, by inode: the caller's own, named ones (/run/netns, /run/docker/netns),
/// those of processes and threads, those held by an open descriptor and those held by a bind mount alone.
/// Reads /proc only; what it may not read is noted. Cost: linear in processes and descriptors.
Discovery discoverNamespaces();

} // namespace hoplens

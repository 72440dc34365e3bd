// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace hoplens::proxy {

/// The first characters of a text's SHA-256 in base 32 (RFC 4648, upper case), as kube-proxy names its chains. Any thread.
std::string hashName(std::string_view text, std::size_t characters);

/// The same in base 64 as URLs have it (RFC 4648, section 5), as Calico names its chains. Any thread.
std::string urlHashName(std::string_view text, std::size_t characters);

} // namespace hoplens::proxy

// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/chain_names.h"

#include <array>
#include <cstdint>
#include <nettle/sha2.h>

namespace hoplens::proxy {

std::string hashName(std::string_view text, std::size_t characters)
{
    sha256_ctx context;
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest;
    sha256_init(&context);
    sha256_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
    sha256_digest(&context, digest.size(), digest.data());
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string name;
    std::uint32_t bits = 0;
    int count = 0;
    for (std::size_t i = 0; i < digest.size() && name.size() < characters; ++i) {
        bits = bits << 8 | digest[i];
        for (count += 8; count >= 5 && name.size() < characters; count -= 5)
            name += letters[bits >> (count - 5) & 31];
    }
    return name;
}

} // namespace hoplens::proxy

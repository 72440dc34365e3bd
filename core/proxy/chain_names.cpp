// SPDX-License-Identifier: GPL-3.0-or-later
#include "proxy/chain_names.h"

#include <array>
#include <cstdint>
#include <nettle/sha2.h>

namespace hoplens::proxy {
namespace {

/// The first characters of a SHA-256, each of so many bits.
std::string encodedHash(std::string_view text, std::size_t characters, std::string_view letters, int bitsOfLetter)
{
    sha256_ctx context;
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest;
    sha256_init(&context);
    sha256_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
    sha256_digest(&context, digest.size(), digest.data());
    std::string name;
    std::uint32_t bits = 0;
    int count = 0;
    for (std::size_t i = 0; i < digest.size() && name.size() < characters; ++i) {
        bits = bits << 8 | digest[i];
        for (count += 8; count >= bitsOfLetter && name.size() < characters; count -= bitsOfLetter)
            name += letters[bits >> (count - bitsOfLetter) & (letters.size() - 1)];
    }
    return name;
}

} // namespace

std::string hashName(std::string_view text, std::size_t characters) { return encodedHash(text, characters, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5); }

std::string urlHashName(std::string_view text, std::size_t characters) { return encodedHash(text, characters, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6); }

} // namespace hoplens::proxy

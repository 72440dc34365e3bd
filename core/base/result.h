// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace hoplens {

/// What kind of failure an Error is; decides the exit status of the command line.
enum class ErrorCode {
    InvalidInput,     ///< what the caller gave cannot be understood
    NotFound,         ///< the named thing does not exist
    PermissionDenied, ///< the kernel or file system refused; see Error::remedy
    LimitExceeded,    ///< larger or deeper than the documented bound
    Unsupported,      ///< understood, but this build or kernel cannot do it
    SystemFailure,    ///< a system call failed; see Error::systemError
};

/// A failed operation, in words that a person can act on.
/// message: what was being done, on what, and what went wrong. where: file and line, or object; may be empty.
/// systemError: errno of the failed call, 0 when none. remedy: what to do; may be empty.
struct Error {
    ErrorCode code = ErrorCode::InvalidInput;
    std::string message;
    std::string where = {};
    int systemError = 0;
    std::string remedy = {};

    bool operator==(const Error&) const = default;
};

template <class T> using Result = tl::expected<T, Error>;

/// Wraps an Error for return from a function that returns Result.
inline tl::unexpected<Error> failure(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// Builds an Error from errno of a call that just failed.
/// doing: a gerund phrase ("opening the namespace file"); on: the object.
Error systemFailure(std::string_view doing, std::string_view on, int errorNumber);

/// One line for people: `where: message: strerror. remedy`.
std::string describe(const Error& error);

} // namespace hoplens

// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include <cerrno>
#include <cstring>

namespace hoplens {

Error systemFailure(std::string_view doing, std::string_view on, int errorNumber)
{
    Error error;
    const bool refused = errorNumber == EPERM || errorNumber == EACCES;
    const bool absent = errorNumber == ENOENT || errorNumber == ESRCH;
    error.code = refused ? ErrorCode::PermissionDenied : absent ? ErrorCode::NotFound : ErrorCode::SystemFailure;
    error.message = std::string(doing) + " failed";
    error.where = on;
    error.systemError = errorNumber;
    if (refused)
        error.remedy = "Run it as root, or as a user who may.";
    return error;
}

std::string describe(const Error& error)
{
    std::string text;
    if (!error.where.empty())
        text += error.where + ": ";
    text += error.message;
    if (error.systemError != 0)
        text += std::string(": ") + std::strerror(error.systemError);
    if (!error.remedy.empty())
        text += (text.ends_with('.') ? " " : ". ") + error.remedy;
    return text;
}

} // namespace hoplens

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QCoreApplication;

namespace hoplens::views {

/// Lets the application and the engine speak a language from now on: "nl", "it", or "en". Call it before any window is made.
/// False: there are no words for it, and English stays.
bool installLanguage(QCoreApplication& application, const QString& code);

/// The language that the settings name, else the first of the system's languages that there are words for, else "en".
QString preferredLanguage();

} // namespace hoplens::views

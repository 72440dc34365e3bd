// SPDX-License-Identifier: GPL-3.0-or-later
#include "words/language.h"

#include "base/words.h"

#include <QCoreApplication>
#include <QFile>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

/// Resources of a static library are there only when they are asked for, outside of any namespace.
static void takeTranslations() { Q_INIT_RESOURCE(translations); }

namespace hoplens::views {

bool installLanguage(QCoreApplication& application, const QString& code)
{
    takeTranslations();
    for (auto* earlier : application.findChildren<QTranslator*>()) {
        QCoreApplication::removeTranslator(earlier);
        delete earlier;
    }
    setTranslator(nullptr);
    if (code == "en")
        return true;
    auto* own = new QTranslator(&application);
    if (!own->load(":/translations/hoplens_" + code + ".qm")) {
        delete own;
        return false;
    }
    auto* toolkit = new QTranslator(&application); // the toolkit's own words, where the system has them
    if (toolkit->load("qtbase_" + code, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(toolkit);
    QCoreApplication::installTranslator(own);
    setTranslator([](const char* part, const char* english) { return QCoreApplication::translate(part, english).toStdString(); });
    return true;
}

QString preferredLanguage()
{
    takeTranslations();
    const auto isThere = [](const QString& code) { return code == "en" || QFile::exists(":/translations/hoplens_" + code + ".qm"); };
    if (const auto chosen = QSettings().value("look/1/language").toString(); !chosen.isEmpty() && isThere(chosen))
        return chosen;
    for (const auto& name : QLocale::system().uiLanguages())
        if (const auto code = name.section('-', 0, 0).section('_', 0, 0); isThere(code))
            return code;
    return "en";
}

} // namespace hoplens::views

// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/main_window.h"
#include "words/language.h"
#include "words/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QSettings>
#include <QTextStream>
#include <QTimer>
#include <algorithm>

using namespace hoplens;
using namespace hoplens::views;

namespace {

/// Opens, waits, writes and ends: the picture without a window.
int exportAndQuit(QApplication& application, MainWindow& window, const QString& input, const QString& output)
{
    int status = 1;
    QObject::connect(&window, &MainWindow::sceneShown, &application, [&] {
        if (const auto done = window.exportPicture(output); !done)
            QTextStream(stderr) << "hoplens-desktop: " << describeError(done.error()) << "\n";
        else
            status = 0;
        application.quit();
    });
    QObject::connect(&window, &MainWindow::problemMet, &application, [&](const QString& problem) {
        QTextStream(stderr) << "hoplens-desktop: " << problem << "\n";
        status = 2;
        application.quit();
    });
    QTimer::singleShot(0, &window, [&] { input == "live" ? window.startLive() : window.openFile(input); });
    QApplication::exec();
    return status;
}

} // namespace

int main(int argc, char** argv)
{
    // A picture alone needs no display.
    for (int i = 1; i < argc; ++i)
        if (QByteArray(argv[i]).startsWith("--export") && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
    const bool hasDisplay = !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
    const bool asksForHelp = std::any_of(argv + 1, argv + argc, [](const char* argument) { return QByteArray(argument) == "-h" || QByteArray(argument).startsWith("--help"); });
    if (!hasDisplay && !asksForHelp) {
        QTextStream(stderr) << "hoplens-desktop: there is no display (DISPLAY and WAYLAND_DISPLAY are empty). Use hoplens, or --export FILE INPUT.\n";
        return 1;
    }
    if (!hasDisplay)
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setOrganizationName("hoplens");
    QApplication::setApplicationName("hoplens-desktop");
    QApplication::setDesktopFileName("hoplens-desktop");
    installLanguage(application, preferredLanguage());
    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate("main", "See the network of this host and follow a packet through it."));
    parser.addHelpOption();
    const QCommandLineOption picture("export", QApplication::translate("main", "Write the picture to FILE (.svg, .png or .pdf) and end; needs no display."), "FILE");
    const QCommandLineOption dark("dark", QApplication::translate("main", "Light on dark."));
    parser.addOptions({picture, dark});
    parser.addPositionalArgument("input", QApplication::translate("main", "A snapshot, the text of iptables-save or of nft -j list ruleset, or a folder of dumps; \"live\" for this host."), "[INPUT]");
    if (!parser.parse(QApplication::arguments())) {
        QTextStream(stderr) << "hoplens-desktop: " << parser.errorText() << " (--help lists the options)\n";
        return 2;
    }
    parser.process(application); // --help
    const bool isDark = parser.isSet(dark) || QSettings().value("look/1/theme").toString() == "dark";
    MainWindow window(isDark ? Theme::Dark : Theme::Light);
    const auto inputs = parser.positionalArguments();
    if (parser.isSet(picture)) {
        if (inputs.size() != 1) {
            QTextStream(stderr) << "hoplens-desktop: --export needs one input file\n";
            return 2;
        }
        static const QStringList endings = {"svg", "png", "pdf"};
        if (!endings.contains(QFileInfo(parser.value(picture)).suffix().toLower())) {
            QTextStream(stderr) << "hoplens-desktop: --export " << parser.value(picture) << ": the name's ending says no known form. Use .svg, .png or .pdf.\n";
            return 2;
        }
        return exportAndQuit(application, window, inputs.front(), parser.value(picture));
    }
    window.show();
    if (!inputs.isEmpty() && inputs.front() == "live")
        window.startLive();
    else if (!inputs.isEmpty())
        window.openFile(inputs.front());
    else
        window.restoreSession();
    return QApplication::exec();
}

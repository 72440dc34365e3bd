// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/main_window.h"

#include <QDir>
#include <QImage>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace hoplens::test {

inline const QString lesson = HOPLENS_TESTS_DIR "/golden/lesson/snapshot.json";

/// Forgets settings and files of earlier tests. They are in a folder of this process alone, which ends with it.
inline void forgetEverything()
{
    static const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.filePath("config").toUtf8());
    qputenv("XDG_DATA_HOME", home.filePath("data").toUtf8());
    QCoreApplication::setOrganizationName("hoplens-test");
    QSettings().clear();
    QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).removeRecursively();
}

inline PictureObject namespaceObject(const views::Scene& scene, std::string_view name) { return scene.objectOf(scene.world->byName(name)); }

inline void open(views::MainWindow& window, const QString& file = lesson)
{
    QSignalSpy shown(&window, &views::MainWindow::sceneShown);
    window.openFile(file);
    QVERIFY(shown.wait(10000));
}

inline void trace(views::MainWindow& window, const QString& to)
{
    QSignalSpy shown(&window, &views::MainWindow::traceShown);
    window.ask({"netns/ns1", to, {}, FlowAge::New});
    QVERIFY(shown.wait(10000));
}

inline bool holdsColor(const QImage& image, const QColor& wanted)
{
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixelColor(x, y) == wanted)
                return true;
    return false;
}

} // namespace hoplens::test

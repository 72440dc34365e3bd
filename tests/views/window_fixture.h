// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "window/main_window.h"

#include <QDir>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

namespace hoplens::test {

inline const QString lesson = HOPLENS_TESTS_DIR "/golden/lesson/snapshot.json";

/// Settings and files of earlier tests.
inline void forgetEverything()
{
    QStandardPaths::setTestModeEnabled(true);
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

} // namespace hoplens::test

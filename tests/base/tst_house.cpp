// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

/// The house keeps its order: a folder of core/ includes only folders before it, and none includes Qt.
class tst_house : public QObject {
    Q_OBJECT
private slots:
    void foldersIncludeOnlyWhatStandsBeforeThem()
    {
        const QStringList order = {"base", "net", "model", "filter", "trace", "kube", "proxy", "policy", "cluster", "findings", "diff", "store", "picture", "lab"};
        const std::map<QString, QStringList> side = {{"api", {"base", "net", "kube"}}, {"lab", {"base", "net", "model", "filter", "trace", "kube", "proxy", "policy", "cluster", "store", "api"}}, {"netlink", {"base", "net", "model", "filter"}}, {"collect", {"base", "net", "model", "filter", "netlink"}}};
        int seen = 0;
        QDirIterator files(HOPLENS_SOURCE_DIR "/core", {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
        const QRegularExpression include("^#include \"([a-z]+)/");
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString folder = QFileInfo(file).dir().dirName();
            const QString text = QString::fromUtf8(file.readAll());
            QVERIFY2(text.startsWith("// SPDX-License-Identifier: GPL-3.0-or-later"), qPrintable(file.fileName()));
            QVERIFY2(!text.contains("#include <Q"), qPrintable(file.fileName() + " includes Qt"));
            for (const auto& line : text.split('\n')) {
                const auto match = include.match(line);
                if (!match.hasMatch() || match.captured(1) == folder)
                    continue;
                ++seen;
                const auto other = match.captured(1);
                const bool allowed = side.contains(folder) ? side.at(folder).contains(other) : order.contains(other) && order.indexOf(other) < order.indexOf(folder);
                QVERIFY2(allowed, qPrintable(file.fileName() + " includes " + other));
            }
        }
        QVERIFY(seen > 25);
    }

    void everyFolderSaysWhatItIs()
    {
        for (const QString part : {"core", "views"})
            for (const auto& folder : QDir(HOPLENS_SOURCE_DIR "/" + part).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
                QFile readme(folder.filePath() + "/README.md");
                QVERIFY2(readme.open(QIODevice::ReadOnly), qPrintable(folder.fileName()));
                QVERIFY2(readme.readAll().count('\n') <= 15, qPrintable(folder.fileName()));
            }
    }

    void pagesKnowNothingOfTheWindow()
    {
        int seen = 0;
        QDirIterator files(HOPLENS_SOURCE_DIR "/views", {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            QVERIFY2(text.startsWith("// SPDX-License-Identifier: GPL-3.0-or-later"), qPrintable(file.fileName()));
            seen += text.contains("#include \"window/");
            QVERIFY2(!text.contains("#include \"window/") || QFileInfo(file).dir().dirName() == "window", qPrintable(file.fileName()));
        }
        QVERIFY(seen > 3);
    }
};

QTEST_APPLESS_MAIN(tst_house)
#include "tst_house.moc"

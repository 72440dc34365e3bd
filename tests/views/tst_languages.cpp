// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/words.h"
#include "window_fixture.h"
#include "words/language.h"

#include <QAction>
#include <QDomDocument>
#include <QMenuBar>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace hoplens;
using namespace hoplens::views;
using namespace hoplens::test;

namespace {

struct Entry {
    QString context;
    QString source;
    QString translation;
    bool isFinished = true;
};

std::vector<Entry> entriesOf(const QString& path)
{
    QFile file(path);
    QDomDocument document;
    if (!file.open(QIODevice::ReadOnly) || !document.setContent(&file))
        return {};
    std::vector<Entry> entries;
    const auto contexts = document.documentElement().elementsByTagName("context");
    for (int c = 0; c < contexts.size(); ++c) {
        const auto context = contexts.at(c).toElement();
        const auto messages = context.elementsByTagName("message");
        for (int m = 0; m < messages.size(); ++m) {
            const auto message = messages.at(m).toElement();
            const auto translation = message.firstChildElement("translation");
            entries.push_back({context.firstChildElement("name").text(), message.firstChildElement("source").text(), translation.text(), !translation.hasAttribute("type")});
        }
    }
    return entries;
}

QStringList placesIn(const QString& text)
{
    QStringList places;
    static const QRegularExpression place("%[1-9]");
    for (auto at = place.globalMatch(text); at.hasNext();)
        places << at.next().captured();
    places.sort();
    return places;
}

} // namespace

/// Every word of the window and of the engine's answers is there in each language.
class tst_languages : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { forgetEverything(); }
    void cleanup() { installLanguage(*QCoreApplication::instance(), "en"); }

    void nothingIsUnfinished_data()
    {
        QTest::addColumn<QString>("code");
        QTest::newRow("Dutch") << "nl";
        QTest::newRow("Italian") << "it";
    }
    void nothingIsUnfinished()
    {
        QFETCH(QString, code);
        // What the sources say now, gathered into a copy.
        QTemporaryDir folder;
        const auto path = folder.filePath("hoplens_" + code + ".ts");
        QVERIFY(QFile::copy(HOPLENS_SOURCE_DIR "/translations/hoplens_" + code + ".ts", path));
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
        QProcess gather;
        gather.setWorkingDirectory(HOPLENS_SOURCE_DIR);
        gather.start(HOPLENS_LUPDATE, {"-silent", "-locations", "none", "-no-obsolete", "-tr-function-alias", "translate+=say", "-I", "core", "-I", "views", "core", "views", "app/desktop", "-ts", path});
        QVERIFY(gather.waitForFinished(120000));
        QCOMPARE(gather.exitCode(), 0);
        const auto entries = entriesOf(path);
        QVERIFY(entries.size() > 400);
        for (const auto& entry : entries) {
            QVERIFY2(entry.isFinished && !entry.translation.isEmpty(), qPrintable(entry.context + ": " + entry.source));
            QVERIFY2(placesIn(entry.source) == placesIn(entry.translation), qPrintable(entry.source + " / " + entry.translation));
            QVERIFY2(entry.source.count(";;") == entry.translation.count(";;"), qPrintable(entry.source));
        }
    }

    void theWindowSpeaksIt_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("menu");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("Dutch") << "nl" << "Bestand" << "Bezorgd bij internet (8.8.8.8), dat 10.0.2.15 als bron ziet; het antwoord komt terug.";
        QTest::newRow("Italian") << "it" << "File" << "Consegnato a internet (8.8.8.8), che vede 10.0.2.15 come sorgente; la risposta torna indietro.";
    }
    void theWindowSpeaksIt()
    {
        QFETCH(QString, code);
        QFETCH(QString, menu);
        QFETCH(QString, sentence);
        QVERIFY(installLanguage(*QCoreApplication::instance(), code));
        MainWindow window(Theme::Light);
        window.show();
        QCOMPARE(window.menuBar()->actions().front()->text().remove('&'), menu);
        open(window);
        trace(window, "8.8.8.8");
        QCOMPARE(window.tracePanel()->sentence(), sentence);
        // Nothing shares a shortcut by accident of the words, and no menu is empty.
        for (const auto* top : window.menuBar()->actions()) {
            QSet<QString> names;
            for (const auto* action : top->menu()->actions())
                if (!action->isSeparator() && !action->text().isEmpty()) {
                    QVERIFY2(!names.contains(action->text()), qPrintable(action->text()));
                    names.insert(action->text());
                }
        }
    }

    void anUnknownLanguageIsEnglish()
    {
        QVERIFY(!installLanguage(*QCoreApplication::instance(), "xx"));
        QCOMPARE(say("trace", "delivered")(), std::string("delivered"));
        QSettings().setValue("look/1/language", "it");
        QCOMPARE(preferredLanguage(), QString("it"));
        QSettings().setValue("look/1/language", "xx");
        QVERIFY(preferredLanguage() != "xx");
        QSettings().remove("look/1/language");
    }
};

QTEST_MAIN(tst_languages)
#include "tst_languages.moc"

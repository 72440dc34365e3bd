// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "filter/iptables_save.h"
#include "filter/nft_text.h"
#include "picture/network_picture.h"
#include "store/snapshot_file.h"
#include "trace/trace_json.h"

#include <QTest>

using namespace hoplens;

/// What Hoplens writes of one saved network, word for word. HOPLENS_UPDATE_GOLDEN=1 writes the files anew: look at the difference.
class tst_golden : public QObject {
    Q_OBJECT
private:
    Snapshot m_snapshot;

    static std::string path(const QString& file) { return (HOPLENS_TESTS_DIR "/golden/lesson/" + file).toStdString(); }

    static void compare(const QString& file, const std::string& text)
    {
        if (qEnvironmentVariableIsSet("HOPLENS_UPDATE_GOLDEN")) {
            QVERIFY(writeFile(path(file), text).has_value());
            return;
        }
        const auto golden = readFile(path(file));
        QVERIFY2(golden.has_value(), qPrintable(file));
        const auto ours = QString::fromStdString(text).split('\n');
        const auto theirs = QString::fromStdString(*golden).split('\n');
        for (qsizetype line = 0; line < std::min(ours.size(), theirs.size()); ++line)
            QCOMPARE(file + ":" + QString::number(line + 1) + ": " + ours[line], file + ":" + QString::number(line + 1) + ": " + theirs[line]);
        QCOMPARE(ours.size(), theirs.size());
    }

    Trace traced(const World& world, const char* from, const char* to) const
    {
        Flow flow;
        flow.destination = *Address::parse(to);
        auto trace = PathTracer(world).trace({world.byName(from)}, flow);
        trace.from = std::string("netns/") + from;
        return trace;
    }

private slots:
    void initTestCase()
    {
        const auto text = readFile(path("snapshot.json"));
        QVERIFY(text.has_value());
        auto snapshot = readSnapshot(*text, "snapshot.json");
        QVERIFY2(snapshot.has_value(), snapshot ? "" : describe(snapshot.error()).c_str());
        m_snapshot = std::move(*snapshot);
    }

    void traces()
    {
        const World world(m_snapshot);
        const auto across = traced(world, "ns1", "192.168.1.3");
        compare("across.txt", writeTraceText(world, across, TraceDetail::Everything));
        compare("across.json", writeTraceJson(world, across));
        const auto out = traced(world, "ns1", "8.8.8.8");
        compare("out.txt", writeTraceText(world, out, TraceDetail::Everything));
        compare("out.json", writeTraceJson(world, out));
        compare("nowhere.txt", writeTraceText(world, traced(world, "ns2", "203.0.113.9"), TraceDetail::Everything));
    }

    void pictures()
    {
        const auto picture = drawNetwork(m_snapshot);
        compare("light.svg", writeSvg(picture, Theme::Light));
        compare("dark.svg", writeSvg(picture, Theme::Dark));
        compare("network.dot", writeDot(m_snapshot));
        compare("network.mmd", writeMermaid(m_snapshot));
    }

    void rules()
    {
        const auto& rules = m_snapshot.find(std::string_view("host"))->rules;
        compare("rules.nft", writeNft(rules));
        compare("rules.iptables", writeIptablesSave(rules, TableFamily::Ip, RuleOrigin::IptablesNft, CounterStyle::Print));
    }
};

QTEST_GUILESS_MAIN(tst_golden)
#include "tst_golden.moc"

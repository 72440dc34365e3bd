// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/console.h"
#include "lab/worlds.h"
#include "laboratory.h"
#include "script_generator.h"

#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryFile>
#include <QTest>

using namespace hoplens;

namespace {

/// Each command with what it printed and its status; what the kernel tells of by and by is waited for.
constexpr const char* realShell = R"(
mount -t tmpfs none /run/netns || exit 99
mount -t tmpfs none /mnt || exit 99 # for the files that the scripts write
mount --bind /dev/null /etc/resolv.conf || exit 99 # names are asked from nobody who is slow
ip link set lo up
sudo() { "$@"; }
while IFS= read -r line; do
  echo "@ $line"
  eval "$line" 2>&1
  status=$?
  echo "= $status"
  case "$status $line" in "0 "*"link set"*|"0 "*"link del"*|"0 "*"netns del"*|"0 for"*|"0 brctl "*|"0 "*"ifconfig "*) sleep 1.3;; esac
done
)";

/// Numbers that hang on time and chance alone: of interfaces, of network cards, of round trips.
QString normalised(QString text)
{
    static const std::pair<QRegularExpression, const char*> replacements[] = {
        {QRegularExpression(R"(8000\.([0-9a-f]{1,2}:){5}[0-9a-f]{1,2})"), "8000.MAC"},
        {QRegularExpression(R"x("(ifindex|link_index)":\d+)x"), R"x("\1":#)x"},
        {QRegularExpression(R"x("(ifindex|link_index)": \d+)x"), R"x("\1": #)x"},
        {QRegularExpression(R"(bash: line \d+: )"), "bash: "},
        {QRegularExpression(R"((gc|hello|hold|forward_delay)_timer +[\d.]+)"), "\\1_timer T"},
        {QRegularExpression(R"x((_timer":)[\d.]+)x"), "\\1T"},
        {QRegularExpression(R"(num([tr])xqueues \d+)"), "num\\1xqueues N"},
        {QRegularExpression(R"x((num_[rt]x_queues":)\d+)x"), "\\1N"},
        {QRegularExpression(R"(Size in memory: \d+)"), "Size in memory: N"},
        {QRegularExpression(R"(initval 0x[0-9a-f]+)"), "initval X"},
        {QRegularExpression(R"(^\d+: )", QRegularExpression::MultilineOption), "#: "},
        {QRegularExpression(R"(@if\d+)"), "@if#"},
        {QRegularExpression(R"((?!00:00:00|ff:ff:ff|02:00:00)([0-9a-f]{2}:){5}[0-9a-f]{2})"), "MAC"},
        {QRegularExpression(R"(fe80::[0-9a-f:]+[0-9a-f])"), "fe80::X"},
        {QRegularExpression(R"(time=[\d.]+ ms)"), "time=T"},
        {QRegularExpression(R"(time \d+ms)"), "time T"},
        {QRegularExpression(R"(rtt min.*)"), "rtt R"},
        {QRegularExpression(R"(  [\d.]+ ms)"), "  T ms"},
        {QRegularExpression(R"( +\d+\.\d{3}ms)"), " T ms"},
        {QRegularExpression(R"(after \d+ ms)"), "after T ms"},
        {QRegularExpression(R"(expires \d+sec)"), "expires T"},
        {QRegularExpression(R"x("expires":\d+)x"), R"x("expires":T)x"},
        {QRegularExpression(R"(8000\.(?!0{12})[0-9a-f]{12})"), "8000.MAC"},
        {QRegularExpression(R"(packets \d+  bytes .*)"), "packets N"},
        {QRegularExpression(R"( id=\d+)"), " id=N"}, // of echo requests
        {QRegularExpression(R"( sport=[3-6]\d{4} )"), " sport=N "},
        {QRegularExpression(R"( dport=[3-6]\d{4} )"), " dport=N "},
        {QRegularExpression(R"(^(icmp|icmpv6|tcp|udp)( +)(\d+) \d+ )", QRegularExpression::MultilineOption), "\\1\\2\\3 T "}, // seconds left
        {QRegularExpression(R"(,"tentative":true)"), ""},
        {QRegularExpression(R"( tentative)"), ""},
    };
    for (const auto& [what, with] : replacements)
        text.replace(what, with);
    return text;
}

/// before: what is run first, whose output is nothing.
QString inLab(const QStringList& lines, const std::string& before = {})
{
    auto start = *lab::startingWorld("empty");
    start.hosts.front().namespaces.front().isHost = false; // nor is the namespace that the real one runs in
    lab::LabWorld world(std::move(start));
    lab::Console console(world);
    QString text = QString::fromStdString(console.run(before).text);
    for (const auto& line : lines) {
        const auto answer = console.run(line.toStdString());
        text += "@ " + line + "\n" + QString::fromStdString(answer.text) + "= " + QString::number(answer.status) + "\n";
    }
    return normalised(text);
}

std::unique_ptr<QProcess> inKernel(const QStringList& lines)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->start("unshare", {"--net", "--mount", "--propagation", "private", "bash", "-c", realShell});
    process->write(lines.join("\n").toUtf8() + "\n");
    process->waitForBytesWritten(); // now, not when its end is waited for: many run side by side
    process->closeWriteChannel();
    return process;
}

QString outputOf(QProcess& process)
{
    if (!process.waitForFinished(120'000))
        return "the real shell does not end";
    return normalised(QString::fromUtf8(process.readAll()));
}

/// The commands whose answers differ, with both.
QString difference(const QString& lab, const QString& kernel)
{
    const auto ours = lab.split(QRegularExpression("^@ ", QRegularExpression::MultilineOption));
    const auto real = kernel.split(QRegularExpression("^@ ", QRegularExpression::MultilineOption));
    QString found;
    for (qsizetype i = 0; i < std::max(ours.size(), real.size()); ++i)
        if (ours.value(i) != real.value(i))
            found += "the kernel:\n" + real.value(i) + "the lab:\n" + ours.value(i);
    return found;
}

/// What the lab's export makes of a world after a script.
std::string exportOf(const char* world, const QStringList& lines)
{
    lab::LabWorld network(*lab::startingWorld(world));
    lab::Console console(network);
    for (const auto& line : lines)
        console.run(line.toStdString());
    return console.run("export --shell").text;
}

/// Shows all of a network that an exported script built: in the shell's own namespace and in those that it names.
QStringList listingOf(const std::string& script)
{
    QStringList lines;
    QStringList spaces = {QString()};
    for (const auto& line : QString::fromStdString(script).split('\n'))
        if (line.startsWith("ip netns add "))
            spaces << line.mid(13);
    for (const auto& space : spaces) {
        const auto ip = space.isEmpty() ? QString("ip ") : "ip -n " + space + " ";
        const auto in = space.isEmpty() ? QString() : "ip netns exec " + space + " ";
        lines << ip + "-br addr" << ip + "-4 route show table all" << ip + "-6 route | sort" << ip + "rule" << ip + "neigh show nud permanent" << in + "iptables -S" << in + "iptables -t nat -S" << in + "cat /proc/sys/net/ipv4/ip_forward";
    }
    return lines;
}

} // namespace

/// The same commands typed at the lab and at a real shell in namespaces of its own: both must print the same and end with the same status.
class tst_same_script : public QObject {
    Q_OBJECT
private:
    std::map<QString, std::unique_ptr<QProcess>> m_running; ///< by script
    int m_repeated = 0;

    static QStringList linesOf(const QString& file)
    {
        QFile script(file);
        QStringList lines;
        if (!script.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qPrintable(file));
        for (const auto& line : QString::fromUtf8(script.readAll()).split('\n'))
            if (!line.isEmpty() && !line.startsWith('#'))
                lines << line;
        return lines;
    }

    /// Whether the lines print the same in the lab and in the kernel once a script of export has built a network there; says what differs.
    static bool areSameBehind(const std::string& script, const QStringList& lines)
    {
        QTemporaryFile kept;
        if (!kept.open() || kept.write(script.c_str()) <= 0 || !kept.flush())
            return false;
        const auto running = inKernel(QStringList{". " + kept.fileName(), "sleep 2"} + lines);
        const auto kernel = outputOf(*running);
        const auto head = "@ . " + kept.fileName() + "\n= 0\n@ sleep 2\n= 0\n";
        if (!kernel.startsWith(head)) {
            qWarning("%s", qPrintable("the script builds no network:\n" + kernel.left(2000)));
            return false;
        }
        const auto found = difference(inLab(lines, script), kernel.mid(head.size()));
        if (!found.isEmpty())
            qWarning("%s", qPrintable("\n" + QString::fromStdString(script) + "\n" + found));
        return found.isEmpty();
    }

private slots:
    void initTestCase() { HOPLENS_ENTER_LABORATORY(); }

    void scripts_data()
    {
        QTest::addColumn<QString>("file");
        const QDir folder(qEnvironmentVariable("HOPLENS_SCRIPT_FOLDER", HOPLENS_TESTS_DIR "/kernel/scripts")); // or one of one's own
        for (const auto& name : folder.entryList({"*.sh"}, QDir::Files, QDir::Name)) {
            QTest::newRow(qPrintable(name)) << folder.filePath(name);
            m_running[folder.filePath(name)] = inKernel(linesOf(folder.filePath(name))); // all at once: they wait more than they work
        }
        QVERIFY(folder.entryList({"*.sh"}).size() > (qEnvironmentVariableIsSet("HOPLENS_SCRIPT_FOLDER") ? 0 : 3));
    }
    void scripts()
    {
        QFETCH(QString, file);
        const auto lab = inLab(linesOf(file));
        auto found = difference(lab, outputOf(*m_running.at(file)));
        if (!found.isEmpty()) { // by itself: among a hundred others an answer may come late
            ++m_repeated;
            qInfo("%s is run again", qPrintable(file));
            found = difference(lab, outputOf(*inKernel(linesOf(file))));
        }
        if (!found.isEmpty())
            qWarning("%s", qPrintable("\n" + found)); // whole, which a failure does not print
        QVERIFY(found.isEmpty());
    }

    void exportedNetworks_data()
    {
        QTest::addColumn<QString>("world");
        QTest::addColumn<QString>("file");
        QTest::newRow("the lesson's world") << "lesson" << QString();
        QTest::newRow("two hosts") << "two-hosts" << QString();
        const QDir folder(QStringLiteral(HOPLENS_TESTS_DIR "/kernel/scripts"));
        for (const auto* name : {"connections.sh", "iptables.sh", "namespaces_and_bridge.sh", "neighbours_and_ping.sh", "old_tools.sh", "routes.sh"})
            QTest::newRow(name) << "empty" << folder.filePath(name);
    }
    /// A network built by the script that `export --shell` writes is the same in the lab and in the kernel.
    void exportedNetworks()
    {
        QFETCH(QString, world);
        QFETCH(QString, file);
        const auto script = exportOf(qPrintable(world), file.isEmpty() ? QStringList() : linesOf(file));
        QVERIFY(areSameBehind(script, listingOf(script)));
    }

    /// The lesson with its router and its Internet, which are namespaces here: its script of all slides prints the same.
    void theLesson() { QVERIFY(areSameBehind(exportOf("lesson", {}), linesOf(HOPLENS_TESTS_DIR "/kernel/lesson.sh"))); }

    void randomScripts()
    {
        constexpr int atOnce = 50;
        const auto count = qEnvironmentVariableIsSet("HOPLENS_SCRIPTS") ? qEnvironmentVariableIntValue("HOPLENS_SCRIPTS") : 500;
        const auto first = qEnvironmentVariableIsSet("HOPLENS_SEED") ? qEnvironmentVariable("HOPLENS_SEED").toUInt() : 1u;
        const int told = qEnvironmentVariableIsSet("HOPLENS_VERBOSE") ? count : 5;
        int different = 0;
        for (int begin = 0; begin < count; begin += atOnce) {
            std::vector<std::unique_ptr<QProcess>> running;
            const auto seedOf = [&](int i) { return first + static_cast<unsigned>(begin + i); };
            for (int i = 0; i < atOnce && begin + i < count; ++i)
                running.push_back(inKernel(randomScript(seedOf(i))));
            for (int i = 0; i < static_cast<int>(running.size()); ++i) {
                const auto lab = inLab(randomScript(seedOf(i)));
                auto found = difference(lab, outputOf(*running[static_cast<std::size_t>(i)]));
                if (found.isEmpty())
                    continue;
                ++m_repeated;
                found = difference(lab, outputOf(*inKernel(randomScript(seedOf(i)))));
                if (found.isEmpty())
                    continue;
                if (++different <= told)
                    qWarning("seed %u:\n%s\n%s", seedOf(i), qPrintable(randomScript(seedOf(i)).join("\n")), qPrintable(found));
            }
        }
        qInfo("%d scripts, %d differ; of all scripts %d were run again by themselves", count, different, m_repeated);
        QCOMPARE(different, 0);
    }
};

QTEST_GUILESS_MAIN(tst_same_script)
#include "tst_same_script.moc"

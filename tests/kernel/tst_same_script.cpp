// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/console.h"
#include "lab/worlds.h"
#include "laboratory.h"

#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryFile>
#include <QTest>
#include <random>

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
  case "$status $line" in "0 "*"link set"*|"0 "*"link del"*|"0 "*"netns del"*|"0 for"*|"0 brctl "*|"0 ifconfig "*) sleep 1.3;; esac
done
)";

/// Numbers that hang on time and chance alone: of interfaces, of network cards, of round trips.
QString normalised(QString text)
{
    static const std::pair<QRegularExpression, const char*> replacements[] = {
        {QRegularExpression(R"(8000\.([0-9a-f]{1,2}:){5}[0-9a-f]{1,2})"), "8000.MAC"},
        {QRegularExpression(R"x("(ifindex|link_index)":\d+)x"), R"x("\1":#)x"},
        {QRegularExpression(R"x("(ifindex|link_index)": \d+)x"), R"x("\1": #)x"},
        {QRegularExpression(R"((gc|hello|hold|forward_delay)_timer +[\d.]+)"), "\\1_timer T"},
        {QRegularExpression(R"(num([tr])xqueues \d+)"), "num\\1xqueues N"},
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
        {QRegularExpression(R"(8000\.(?!0{12})[0-9a-f]{12})"), "8000.MAC"},
        {QRegularExpression(R"(packets \d+  bytes .*)"), "packets N"},
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

/// The first command whose answers differ, with both.
QString difference(const QString& lab, const QString& kernel)
{
    const auto ours = lab.split(QRegularExpression("^@ ", QRegularExpression::MultilineOption));
    const auto real = kernel.split(QRegularExpression("^@ ", QRegularExpression::MultilineOption));
    for (qsizetype i = 0; i < std::max(ours.size(), real.size()); ++i)
        if (ours.value(i) != real.value(i))
            return "the kernel:\n" + real.value(i) + "the lab:\n" + ours.value(i);
    return {};
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

/// Commands that a beginner types, right and wrong ones.
QStringList randomScript(unsigned seed)
{
    std::mt19937 random(seed);
    const auto any = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    const auto link = [&] { return QStringList{"v1", "v2", "v3", "v4", "br0", "br1", "lo", "nope"}[any(8)]; };
    const auto space = [&] { return QStringList{"n1", "n2"}[any(2)]; };
    const auto in = [&] { return any(2) == 0 ? QString() : "-n " + space() + " "; };
    const auto address = [&] { return QString("10.%1.0.%2").arg(any(3)).arg(any(4) + 1); };
    const auto prefix = [&] { return QString("10.%1.0.0/%2").arg(any(4)).arg(QStringList{"24", "16", "24"}[any(3)]); };
    QStringList lines = {"ip netns add n1", "ip netns add n2"};
    const auto chain = [&] { return QStringList{"INPUT", "FORWARD", "OUTPUT", "WEB", "DB", "POSTROUTING", "PREROUTING"}[any(7)]; };
    const auto table = [&] { return QStringList{"", "", "-t nat ", "-t mangle "}[any(4)]; };
    const auto rule = [&] {
        const QStringList matches = {"-s " + address(), "! -s 10.1.0.0/16", "-d " + prefix(), "-p tcp --dport " + QString::number(any(100)), "-p udp -m udp --sport 53", "-p icmp", "-i v1", "-o v2", "-m conntrack --ctstate NEW", "-p tcp -m multiport --dports 80,443", "-m comment --comment hi", "-m mark --mark 0x1", ""};
        const QStringList targets = {"ACCEPT", "DROP", "RETURN", "WEB", "DB", "REJECT", "LOG", "MASQUERADE", "DNAT --to-destination 10.0.0.9", "MARK --set-mark 3", "NOPE"};
        return matches[any(static_cast<int>(matches.size()))] + (any(3) == 0 ? " " + matches[any(3)] : QString()) + " -j " + targets[any(static_cast<int>(targets.size()))];
    };
    for (int i = 0; i < 18; ++i)
        switch (any(22)) {
        case 0: lines << "ip " + in() + QString("link add v%1 type veth peer name v%2").arg(any(2) * 2 + 1).arg(any(2) * 2 + 2); break;
        case 1: lines << "ip " + in() + "link add " + QStringList{"br0", "br1"}[any(2)] + " type bridge"; break;
        case 2: lines << "ip link set " + link() + " netns " + space(); break;
        case 3:
        case 4: lines << "ip " + in() + "link set " + link() + " " + QStringList{"up", "up", "down"}[any(3)]; break;
        case 5:
        case 6: lines << "ip " + in() + "addr add " + address() + QStringList{"/24", "/16", "", "/24"}[any(4)] + " dev " + link(); break;
        case 7: lines << "ip " + in() + "addr del " + address() + "/24 dev " + link(); break;
        case 8: lines << "ip " + in() + "link set " + link() + QStringList{" master br0", " master br1", " nomaster"}[any(3)]; break;
        case 9: lines << "ip " + in() + "route add " + prefix() + " via " + address(); break;
        case 10: lines << "ip " + in() + "route add " + QStringList{"default", "10.9.0.0/16"}[any(2)] + QStringList{" via " + address(), " dev " + link()}[any(2)]; break;
        case 11: lines << "ip " + in() + "route del " + prefix(); break;
        case 12: lines << "ip " + in() + "link del " + link(); break;
        case 13: lines << "ip " + in() + QStringList{"link", "-br link", "addr", "-4 addr", "route", "-br -4 addr"}[any(6)]; break;
        case 14: lines << "ip netns exec " + space() + " ping -c 1 -W 1 " + address(); break;
        case 15:
        case 16: lines << "iptables " + table() + QStringList{"-A ", "-I "}[any(2)] + chain() + " " + rule(); break;
        case 17: lines << "iptables " + table() + QStringList{"-N WEB", "-N DB", "-F", "-X", "-P FORWARD DROP", "-F WEB", "-X DB"}[any(7)]; break;
        case 18: lines << "iptables " + table() + QStringList{"-D " + chain() + " " + QString::number(any(3)), "-D " + chain() + " " + rule(), "-R " + chain() + " 1 " + rule(), "-C " + chain() + " " + rule()}[any(4)]; break;
        case 19: lines << "iptables " + table() + QStringList{"-S", "-L -n", "-S " + chain(), "-L " + chain() + " -n --line-numbers"}[any(4)]; break;
        case 20: lines << QStringList{"route -n", "brctl show", "arp -n | sort", "route add -net 10.8.0.0/16 gw " + address(), "brctl addif br0 " + link()}[any(5)]; break;
        default: lines << "ip " + in() + "route get " + address(); break;
        }
    lines << "iptables -S" << "iptables -t nat -S";
    for (const auto* where : {"", "-n n1 ", "-n n2 "})
        lines << QString("ip %1addr").arg(where) << QString("ip %1-4 route show table all").arg(where) << QString("ip %1-br link").arg(where);
    return lines;
}

} // namespace

/// The same commands typed at the lab and at a real shell in namespaces of its own: both must print the same and end with the same status.
class tst_same_script : public QObject {
    Q_OBJECT
private:
    std::map<QString, std::unique_ptr<QProcess>> m_running; ///< by script

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

private slots:
    void initTestCase() { HOPLENS_ENTER_LABORATORY(); }

    void scripts_data()
    {
        QTest::addColumn<QString>("file");
        const QDir folder(QStringLiteral(HOPLENS_TESTS_DIR "/kernel/scripts"));
        for (const auto& name : folder.entryList({"*.sh"}, QDir::Files, QDir::Name)) {
            QTest::newRow(qPrintable(name)) << folder.filePath(name);
            m_running[folder.filePath(name)] = inKernel(linesOf(folder.filePath(name))); // all at once: they wait more than they work
        }
        QVERIFY(folder.entryList({"*.sh"}).size() > 3);
    }
    void scripts()
    {
        QFETCH(QString, file);
        const auto found = difference(inLab(linesOf(file)), outputOf(*m_running.at(file)));
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
        const auto listing = listingOf(script);
        QTemporaryFile kept;
        QVERIFY(kept.open() && kept.write(script.c_str()) > 0 && kept.flush());
        const auto running = inKernel(QStringList{". " + kept.fileName(), "sleep 2"} + listing);
        auto kernel = outputOf(*running);
        const auto head = "@ . " + kept.fileName() + "\n= 0\n@ sleep 2\n= 0\n";
        QVERIFY2(kernel.startsWith(head), qPrintable(kernel.left(2000)));
        const auto found = difference(inLab(listing, script), kernel.mid(head.size()));
        if (!found.isEmpty())
            qWarning("%s", qPrintable("\n" + QString::fromStdString(script) + "\n" + found));
        QVERIFY(found.isEmpty());
    }

    void randomScripts()
    {
        constexpr int atOnce = 50;
        const auto count = qEnvironmentVariableIsSet("HOPLENS_SCRIPTS") ? qEnvironmentVariableIntValue("HOPLENS_SCRIPTS") : 100;
        const auto first = qEnvironmentVariableIsSet("HOPLENS_SEED") ? qEnvironmentVariable("HOPLENS_SEED").toUInt() : 1u;
        int different = 0;
        for (int begin = 0; begin < count; begin += atOnce) {
            std::vector<std::unique_ptr<QProcess>> running;
            const auto seedOf = [&](int i) { return first + static_cast<unsigned>(begin + i); };
            for (int i = 0; i < atOnce && begin + i < count; ++i)
                running.push_back(inKernel(randomScript(seedOf(i))));
            for (int i = 0; i < static_cast<int>(running.size()); ++i) {
                const auto found = difference(inLab(randomScript(seedOf(i))), outputOf(*running[static_cast<std::size_t>(i)]));
                if (found.isEmpty())
                    continue;
                if (++different <= 5)
                    qWarning("seed %u:\n%s\n%s", seedOf(i), qPrintable(randomScript(seedOf(i)).join("\n")), qPrintable(found));
            }
        }
        qInfo("%d scripts, %d differ", count, different);
        QCOMPARE(different, 0);
    }
};

QTEST_GUILESS_MAIN(tst_same_script)
#include "tst_same_script.moc"

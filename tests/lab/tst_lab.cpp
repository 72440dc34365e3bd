// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/console.h"
#include "lab/worlds.h"
#include "trace/trace.h"

#include <QElapsedTimer>
#include <QTest>
#include <thread>

using namespace hoplens;
using namespace hoplens::lab;

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HOPLENS_SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HOPLENS_SANITIZED
#endif

namespace {

#ifdef HOPLENS_SANITIZED
constexpr qint64 longestForAThousandTens = 5000; ///< ms
#else
constexpr qint64 longestForAThousandTens = 500; ///< ms
#endif

/// A console over a starting world.
struct Lab {
    explicit Lab(const char* name = "empty") : world(*startingWorld(name)), console(world) {}
    QString operator()(const std::string& text)
    {
        const auto answer = console.run(text);
        status = answer.status;
        return QString::fromStdString(answer.text);
    }
    LabWorld world;
    Console console;
    int status = 0;
};

/// Two hosts and a router between them, whose second link is narrower.
constexpr const char* narrowNetwork = "ip netns add h1; ip netns add h2; ip netns add r; ip -n h1 link add e0 type veth peer name ra netns r; ip -n h2 link add e0 type veth peer name rb netns r;"
                                             "ip -n r addr add 10.1.0.1/24 dev ra; ip -n r addr add 10.2.0.1/24 dev rb; ip -n h1 addr add 10.1.0.2/24 dev e0; ip -n h2 addr add 10.2.0.2/24 dev e0;"
                                             "ip -n r link set rb mtu 1400; ip -n h2 link set e0 mtu 1400; ip -n r link set ra up; ip -n r link set rb up; ip -n h1 link set e0 up; ip -n h2 link set e0 up;"
                                             "ip -n h1 route add default via 10.1.0.1; ip -n h2 route add default via 10.2.0.1; ip netns exec r sysctl -qw net.ipv4.ip_forward=1";


/// A flow to h2 as a process of h1 sends it, not forbidding fragments.
Trace longPacket(LabWorld& world)
{
    Flow flow;
    flow.destination = *Address::parse("10.2.0.2");
    flow.length = 3028;
    flow.mayBeFragmented = true;
    return PathTracer(world.traced()).trace({world.traced().byInode(world.find("h1")->inode), nullptr}, flow, FlowAge::New);
}

} // namespace

/// What no real shell can be asked: undo, the starting worlds, limits. That programs print what the real ones do is tst_same_script's.
class tst_lab : public QObject {
    Q_OBJECT
private slots:
    void scriptsThatCannotBeRead_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<bool>("isUnfinished");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("waitsFor");
        QTest::newRow("quote") << "echo 'a" << true << "" << "'";
        QTest::newRow("double quote") << "echo \"a" << true << "" << "\"";
        QTest::newRow("backslash") << "ip link \\" << true << "" << "";
        QTest::newRow("backslash at the end of a line") << "ip link \\\n" << true << "" << "";
        QTest::newRow("loop") << "for i in 1 2; do echo $i" << true << "" << "";
        QTest::newRow("and") << "true &&" << true << "" << "";
        QTest::newRow("pipe") << "echo a |" << true << "" << "";
        QTest::newRow("no do") << "for i in 1; echo" << false << "line 1: a loop wants do behind its words\n" << "";
        QTest::newRow("substitution") << "echo a\necho $(ip link)" << false << "line 2: this shell has $NAME and ${NAME} alone\n" << "";
        QTest::newRow("background") << "ping 8.8.8.8 &" << false << "line 1: this shell does not have &\n" << "";
        QTest::newRow("words as input") << "wc <<< file" << false << "line 1: this shell does not have <\n" << "";
        QTest::newRow("here-document") << "cat <<END\na\n" << true << "" << "END";
        QTest::newRow("here-document at once") << "cat <<END" << true << "" << "";
        QTest::newRow("pipe in a loop's words") << "for i in 1 | wc" << false << "line 1: syntax error near \"|\"\n" << "";
        QTest::newRow("semicolons") << "echo a;; echo b" << false << "line 1: syntax error near \";\"\n" << "";
    }
    void scriptsThatCannotBeRead()
    {
        QFETCH(QString, script);
        QFETCH(bool, isUnfinished);
        Lab lab;
        const auto answer = lab.console.run(script.toStdString());
        QCOMPARE(answer.isUnfinished, isUnfinished);
        QTEST(QString::fromStdString(answer.text), "text");
        QTEST(QString::fromStdString(answer.waitsFor), "waitsFor");
    }

    void filesStayInTheLab()
    {
        Lab lab;
        QCOMPARE(lab("A=x; cat > f <<END\n1 $A\nEND\ncat f"), QString("1 x\n"));
        QCOMPARE(lab("cat <<'END' | grep -c A\n$A\n$A\nEND"), QString("2\n"));
        QCOMPARE(lab("echo 22 333 >> f; column -t < f"), QString("1   x\n22  333\n"));
        QCOMPARE(lab("undo; cat f"), QString("undo: echo 22 333\n1 x\n"));
        QCOMPARE(lab("echo b | tee -a f g; cat g"), QString("b\nb\n"));
        QCOMPARE(lab("rm g; cat g"), QString("cat: g: No such file or directory\n"));
        QVERIFY(lab("cat /etc/passwd").contains("No such file"));
        QCOMPARE(lab("echo 10.9.9.9 web >> /etc/hosts; ping -c 1 web"), QString("ping: connect: Network is unreachable\n"));
        lab("ip netns add n; mkdir -p /etc/netns/n; echo nameserver 9.9.9.9 > /etc/netns/n/resolv.conf");
        QCOMPARE(lab("ip netns exec n cat /etc/resolv.conf"), QString("nameserver 9.9.9.9\n"));
        QCOMPARE(lab("cat /etc/resolv.conf"), QString());
    }

    void shellsWithinShells()
    {
        Lab lab;
        lab("ip netns add n; A=1; ip netns exec n sh -c 'A=2; echo 1 > /proc/sys/net/ipv4/ip_forward; ip link set lo up'");
        QCOMPARE(lab("ip netns exec n cat /proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/ip_forward; echo $A"), QString("1\n0\n1\n"));
        QCOMPARE(lab("sh -c 'echo a; false' || echo b"), QString("a\nb\n"));
        QVERIFY(lab("echo 'sh f' > f; sh f").contains("more than 20 deep"));
        QVERIFY(lab("sh -c 'for i'").contains("sh: 1:"));
        QVERIFY(lab("sh -x").contains("usage"));
        QVERIFY(lab("ip netns exec n sh -c 'ip netns del n; ip link'").contains("is gone"));
    }

    void deepLoopsAreRefused()
    {
        std::string script;
        for (int i = 0; i < 10'000; ++i)
            script += "for i in 1; do ";
        Lab lab;
        QVERIFY(lab(script).contains("loops are nested more than 20 deep"));
    }

    void whatGrowsIsBounded()
    {
        Lab lab;
        std::string script = "A=aaaaaaaaaa\n";
        for (int i = 0; i < 12; ++i)
            script += "A=$A$A$A$A$A$A$A$A$A$A\n";
        QVERIFY(lab(script).contains("a command is longer than"));
        QCOMPARE(lab("echo " + std::string(3000, 'a') + " | grep -c 'a*a*a*a*b'"), QString("0\n")); // at once, however the stars multiply
        QVERIFY(lab("echo a | grep -E '((a{1000}){1000}){1000}'").contains("the pattern takes too much") || lab("echo a | grep -E '((a{1000}){1000}){1000}'").contains("repeats at most"));
        QVERIFY(lab("if true; then echo a; fi").contains("this shell does not have if"));
        QCOMPARE(lab("undo 2"), QString("undo: takes nothing back but one command: undo alone\n"));
    }

    void aShellStaysInItsNamespaceUntilItIsLeft()
    {
        LabWorld world(*startingWorld("empty"));
        Console console(world);
        QCOMPARE(console.run("ip netns add n; A=1; sudo ip netns exec n bash").shell, std::string("n"));
        const auto inside = console.run("ip -br link; echo a$A; B=2");
        QCOMPARE(inside.text, std::string("lo               DOWN           00:00:00:00:00:00 <LOOPBACK> \na\n"));
        QCOMPARE(inside.shell, std::string("n"));
        const auto left = console.run("exit 7; echo $?$A$B");
        QCOMPARE(left.text, std::string("71\n"));
        QVERIFY(left.shell.empty() && !left.hasLeft);
        QCOMPARE(console.run("bash -c 'exit 3; echo no'; echo $?").text, std::string("3\n"));
        QCOMPARE(console.run("echo 'echo in; exit; echo no' | bash").text, std::string("in\n"));
        const auto gone = console.run("for i in 1 2; do echo $i; exit 4; done; echo no");
        QCOMPARE(gone.text, std::string("1\n"));
        QVERIFY(gone.hasLeft && gone.status == 4);
        console.run("ip netns exec n bash; ip netns del n");
        QVERIFY(console.run("ip -br link").text.find("UNKNOWN") != std::string::npos); // that of the host: the other is gone
        QVERIFY(console.run("true").shell.empty());
    }

    void aLinkMovesAndIsSetUpAtOnce()
    {
        Lab lab;
        (void)lab("ip netns add a; ip link add va type veth peer name vb; ip link set va up; ip link set vb netns a up; iptables -A INPUT ! -s 10.0.0.0/8 -j DROP");
        QCOMPARE(lab.status, 0);
        QVERIFY(lab("ip -n a -br link show vb").contains("LOWER_UP"));
        QVERIFY(lab("iptables -S INPUT").contains("-A INPUT ! -s 10.0.0.0/8 -j DROP"));
        QVERIFY(lab("ip link add a/b type bridge").contains("not a valid ifname"));
    }

    void everyCommandCanBeTakenBack()
    {
        Lab lab;
        const auto seen = [&] { return lab("ip addr; ip netns; ip -4 route show table all; ip -n n1 link; iptables -S; sysctl net.ipv4.ip_forward"); };
        const QStringList commands = {"ip netns add n1", "ip link add v1 type veth peer name v2", "ip link set v2 netns n1", "ip addr add 10.0.0.1/24 dev v1", "ip link set v1 up", "ip -n n1 link set v2 up", "ip route add 10.9.0.0/16 via 10.0.0.2", "iptables -A INPUT -p tcp --dport 80 -j DROP", "sysctl -w net.ipv4.ip_forward=1", "ip link set v1 name w1", "ip netns del n1"};
        QStringList states = {seen()};
        for (const auto& command : commands) {
            (void)lab(command.toStdString());
            QCOMPARE(lab.status, 0);
            states << seen();
            QVERIFY2(states.back() != states[states.size() - 2], qPrintable(command));
        }
        for (int round = 0; round < 2; ++round) {
            for (auto i = commands.size(); i-- > 0;) {
                QCOMPARE(lab("undo"), "undo: " + commands[i] + "\n");
                QCOMPARE(seen(), states[i]);
            }
            QCOMPARE(lab("undo"), QString("undo: there is nothing to undo\n"));
            for (qsizetype i = 0; i < commands.size(); ++i) {
                QCOMPARE(lab("redo"), "redo: " + commands[i] + "\n");
                QCOMPARE(seen(), states[i + 1]);
            }
        }
        (void)lab("undo; ip netns add other");
        QCOMPARE(lab("redo"), QString("redo: there is nothing to redo\n"));
    }

    void undoForgetsWhatTheKernelKeptBeside()
    {
        Lab lab;
        QCOMPARE(lab(narrowNetwork), QString());
        QVERIFY(lab("ip netns exec h1 ping -c 1 -s 1390 10.2.0.2").contains("Frag needed"));
        QVERIFY(lab("ip -n h1 route get 10.2.0.2").contains("mtu 1400"));
        (void)lab("ip -n h1 route del default");
        QCOMPARE(lab("ip -n h1 route show cache"), QString());
        (void)lab("undo");
        QCOMPARE(lab("ip -n h1 route show cache"), QString());
        (void)lab("ip -n h2 link set e0 down");
        QVERIFY(lab("ip -n r -br link show rb").contains("LOWERLAYERDOWN") || lab("ip -n r -br link show rb").contains("DOWN"));
        (void)lab("undo; ip link add b type bridge");
        QVERIFY2(lab("ip -n r -br link show rb").contains("rb@if2           UP "), qPrintable(lab("ip -n r -br link show rb")));
        LabWorld copy(lab.world);
        QCOMPARE(QString::fromStdString(Console(copy).run("ip -n r -br link show rb").text), lab("ip -n r -br link show rb"));
    }

    void fragmentsGoByRulesThatSeeThemWhole()
    {
        Lab lab;
        QCOMPARE(lab(narrowNetwork), QString());
        const auto free = longPacket(lab.world);
        QCOMPARE(free.branches.front().outcome, Outcome::Delivered);
        const auto cuts = std::ranges::count(free.branches.front().steps, StepCode::Fragmented, &Step::code);
        QCOMPARE(cuts, 2); // by the sender and by the router
        QCOMPARE(free.branches.front().replies.front().outcome, Outcome::Delivered);

        (void)lab("ip netns exec r iptables -A FORWARD -m length --length 2000: -j DROP");
        const auto pieces = longPacket(lab.world);
        QCOMPARE(pieces.branches.front().outcome, Outcome::Unknown);
        QVERIFY2(pieces.branches.front().unknownBecause.find("fragments") != std::string::npos, pieces.branches.front().unknownBecause.c_str());

        (void)lab("ip netns exec r iptables -I FORWARD -m conntrack --ctstate INVALID -j DROP");
        const auto whole = longPacket(lab.world);
        QCOMPARE(whole.branches.front().outcome, Outcome::Dropped);
        QCOMPARE(whole.branches.front().reason, Reason::FilterDrop);

        (void)lab("ip netns exec r iptables -D FORWARD 2; ip -n h2 link set e0 mtu 1300");
        QCOMPARE(longPacket(lab.world).branches.front().reason, Reason::TooBig); // the other end of the cable is narrower still
    }

    void refusedCommandsChangeNothing()
    {
        Lab lab;
        const auto before = lab("ip addr; ip -4 route show table all");
        for (const char* wrong : {"ip link add lo type bridge", "ip link set nope up", "ip addr add 10.0.0.1/24 dev nope", "ip route add default via 10.0.0.1", "ip link del lo", "ip netns del n1", "iptables -A NOPE -j DROP", "iptables -A INPUT --frob", "iptables -t nope -S", "sysctl -w net.ipv4.ip_forward=x", "echo 1 > /proc/sys/nope", "ip link add br9 type bridge mtu 70000"}) {
            const auto text = lab(wrong);
            QVERIFY2(lab.status != 0 && !text.isEmpty(), wrong);
        }
        QCOMPARE(lab("ip addr; ip -4 route show table all"), before);
        QCOMPARE(lab("undo"), QString("undo: there is nothing to undo\n"));
    }

    void whatAChangeChanged()
    {
        Lab lab("empty");
        lab("for n in cli srv; do ip netns add $n; ip link add $n type veth peer name eth0 netns $n; ip link set $n up; ip -n $n link set eth0 up; ip -n $n link set lo up; done");
        lab("ip addr add 10.1.0.1/24 dev cli; ip addr add 10.2.0.1/24 dev srv; ip -n cli addr add 10.1.0.2/24 dev eth0; ip -n srv addr add 10.2.0.2/24 dev eth0");
        lab("ip -n cli route add default via 10.1.0.1; ip -n srv route add default via 10.2.0.1; sysctl -w net.ipv4.ip_forward=1; ip netns exec srv listen 8080");
        lab("iptables -t nat -A PREROUTING -d 10.96.0.1 -p tcp --dport 80 -j DNAT --to-destination 10.2.0.2:8080");
        LabWorld later(lab.world.snapshot());
        Console console(later);
        const auto changes = [&] { return QString::fromStdString(console.run("changes").text); };
        QVERIFY2(changes().startsWith("0 of"), qPrintable(changes()));
        console.run("iptables -t nat -F");
        QVERIFY2(changes().contains("cli → 10.96.0.1:80/tcp\n    before: answered by srv\n"), qPrintable(changes()));
        console.run("undo");
        console.run("iptables -A FORWARD -s 10.2.0.0/24 -m statistic --mode random --probability 0.5 -j DROP");
        QVERIFY2(changes().contains("cli → 10.2.0.2\n    before: answered by srv\n    now:    answered by srv, or arrives, and the answer is lost: filter-drop\n"), qPrintable(changes()));
        console.run("undo");
        console.run("ip netns del cli");
        QVERIFY2(changes().contains("cli is gone"), qPrintable(changes()));
    }

    void statusesAndOutputsGoTheirWays()
    {
        Lab lab;
        lab("ip link show nope > /dev/null");
        QCOMPARE(lab.status, 1);
        QCOMPARE(lab("ip link show nope 2> /dev/null"), QString());
        QCOMPARE(lab("for i in 1 2 3; do echo $i; done | grep -v 2"), QString("1\n3\n"));
        QCOMPARE(lab("for i in 1 2; do echo $i; done > /dev/null"), QString());
        lab("iptables 1 -Z");
        QCOMPARE(lab.status, 2);
    }

    void theLessonsWorld()
    {
        Lab lab("lesson");
        QVERIFY(lab("ping -c 1 8.8.8.8").contains("1 received"));
        QCOMPARE(lab("ip route"), QString("default via 10.0.2.2 dev enp0s3 proto dhcp metric 100 \n10.0.2.0/24 dev enp0s3 proto kernel scope link src 10.0.2.15 metric 100 \n"));
        QCOMPARE(lab("ip netns"), QString());
        QVERIFY(!lab("ip link").contains("enp0s3@"));
        // From a private network of its own nobody comes back until the host translates.
        (void)lab("ip netns add n1; ip link add v1 type veth peer name eth0 netns n1; ip addr add 192.168.1.10/24 dev v1; ip link set v1 up; ip -n n1 addr add 192.168.1.1/24 dev eth0; ip -n n1 link set eth0 up; ip -n n1 route add default via 192.168.1.10");
        QVERIFY(lab("ip netns exec n1 ping -c 1 8.8.8.8").contains("100% packet loss"));
        QVERIFY(lab("ip netns exec n1 trace 8.8.8.8").contains("Internet"));
        (void)lab("iptables -t nat -A POSTROUTING -s 192.168.1.0/24 -j MASQUERADE");
        QVERIFY(lab("ip netns exec n1 ping -c 1 8.8.8.8").contains("1 received"));
        QCOMPARE(lab("undo"), QString("undo: iptables -t nat -A POSTROUTING -s 192.168.1.0/24 -j MASQUERADE\n")); // not the ping
        QVERIFY(lab("ip netns exec n1 ping -c 1 8.8.8.8").contains("100% packet loss"));
    }

    void twoHosts()
    {
        Lab lab("two-hosts");
        QVERIFY(lab("ping -c 1 192.168.50.2").contains("1 received"));
        QVERIFY(lab("ip neigh").startsWith("192.168.50.2 dev eth0 lladdr "));
        (void)lab("ip link set eth0 down");
        QVERIFY(lab("ping -c 1 192.168.50.2").contains("Network is unreachable"));
        QVERIFY(!startingWorld("nowhere").has_value());
    }

    void aRunawayLoopIsInterrupted()
    {
        Lab lab;
        std::string script = "for a in 1 2 3 4 5 6 7 8 9 10; do ";
        for (const char* name : {"b", "c", "d", "e", "f"})
            script += "for " + std::string(name) + " in 1 2 3 4 5 6 7 8 9 10; do ";
        script += "ip link show lo; done; done; done; done; done; done";
        QElapsedTimer clock;
        clock.start();
        std::thread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            lab.console.interrupt();
        });
        (void)lab.console.run(script);
        stopper.join();
        QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
    }

    void aLongScriptIsQuick()
    {
        Lab lab;
        std::string script;
        for (int i = 0; i < 10'000; ++i)
            script += i % 4 == 0 ? "ip addr add 10.0.0.1/24 dev lo\n" : i % 4 == 1 ? "ip -4 addr show lo\n" : i % 4 == 2 ? "ip addr del 10.0.0.1/24 dev lo\n" : "ip route\n";
        QElapsedTimer clock;
        clock.start();
        (void)lab.console.run(script);
        const auto elapsed = std::max<qint64>(clock.elapsed(), 1);
        qInfo("10,000 commands: %lld ms, %lld a second", static_cast<long long>(elapsed), static_cast<long long>(10'000'000 / elapsed));
        QVERIFY(elapsed < longestForAThousandTens); // 20,000 a second, but for what sanitizers cost
    }
};

QTEST_GUILESS_MAIN(tst_lab)
#include "tst_lab.moc"

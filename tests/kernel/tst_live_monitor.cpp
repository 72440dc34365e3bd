// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/live_monitor.h"
#include "collect/snapshot_collector.h"
#include "laboratory_test.h"
#include "store/snapshot_file.h"

#include <QTest>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <sys/resource.h>
#include <thread>

using namespace hoplens;
using namespace hoplens::test;

/// The monitor's model follows the kernel, by events alone.
class tst_live_monitor : public LaboratoryTest {
    Q_OBJECT
private:
    std::mutex m_mutex;
    std::condition_variable m_condition;
    Snapshot m_model;
    int m_changes = 0;
    int m_wholes = 0;
    std::unique_ptr<LiveMonitor> m_monitor;

    void sysctl(const QString& space, const QString& path, const QString& value)
    {
        std::thread([&] { m_laboratory.sysctl(space, path, value); }).join();
    }

    /// Waits until the model fulfils a condition.
    template <class Condition> bool comesTrue(Condition condition)
    {
        std::unique_lock lock(m_mutex);
        return m_condition.wait_for(lock, std::chrono::seconds(5), [&] { return condition(); });
    }
    const Namespace* space(const char* name) { return m_model.find(std::string_view(name)); }

    bool hasAddress(const char* name, const char* address)
    {
        const auto* in = space(name);
        return in && std::ranges::any_of(in->addresses, [&](const InterfaceAddress& own) { return own.prefix.address == *Address::parse(address); });
    }
    bool hasRoute(const char* name, const char* prefix)
    {
        const auto* in = space(name);
        return in && std::ranges::any_of(in->routes, [&](const Route& route) { return route.table == 254 && route.destination == *Prefix::parse(prefix); });
    }

private slots:
    void initTestCase()
    {
        HOPLENS_ENTER_LABORATORY();
        m_laboratory.addNamespace("left");
        m_laboratory.addNamespace("right");
        QCOMPARE(ip("left", {"link add eth0 type veth peer name eth1", "addr add 10.1.0.1/24 dev eth0", "link set eth0 up", "link set eth1 up"}), QString());
        auto monitor = LiveMonitor::start([this](SnapshotChange change) {
            const std::lock_guard lock(m_mutex);
            ++m_changes;
            m_wholes += change.whole ? 1 : 0;
            apply(std::move(change), m_model);
            m_condition.notify_all();
        });
        QVERIFY2(monitor.has_value(), monitor ? "" : describe(monitor.error()).c_str());
        m_monitor = std::move(*monitor);
        QVERIFY(comesTrue([&] { return hasAddress("left", "10.1.0.1"); }));
    }
    void cleanupTestCase()
    {
        m_monitor.reset();
        m_laboratory.removeAll();
    }

    void addressesComeAndGo()
    {
        QCOMPARE(ip("right", {"addr add 10.2.0.1/32 dev lo", "addr add fd00::7/128 dev lo"}), QString());
        QVERIFY(comesTrue([&] { return hasAddress("right", "10.2.0.1") && hasAddress("right", "fd00::7"); }));
        QCOMPARE(ip("right", {"addr del 10.2.0.1/32 dev lo"}), QString());
        QVERIFY(comesTrue([&] { return !hasAddress("right", "10.2.0.1") && hasAddress("right", "fd00::7"); }));
    }

    void routesGoWithTheirDevice()
    {
        QCOMPARE(ip("left", {"route add 10.9.0.0/16 via 10.1.0.2"}), QString());
        QVERIFY(comesTrue([&] { return hasRoute("left", "10.9.0.0/16") && hasRoute("left", "10.1.0.0/24"); }));
        QCOMPARE(ip("left", {"link set eth0 down"}), QString());
        QVERIFY(comesTrue([&] { return !hasRoute("left", "10.9.0.0/16") && !hasRoute("left", "10.1.0.0/24") && !space("left")->link("eth0")->isUp(); }));
        QCOMPARE(ip("left", {"link set eth0 up"}), QString());
        QVERIFY(comesTrue([&] { return hasRoute("left", "10.1.0.0/24") && space("left")->link("eth0")->isRunning(); }));
    }

    void policyRulesAndNeighbours()
    {
        QCOMPARE(ip("left", {"rule add from 10.1.0.9 lookup 77", "neigh add 10.1.0.50 lladdr 02:00:00:00:00:50 dev eth0"}), QString());
        QVERIFY(comesTrue([&] { return std::ranges::any_of(space("left")->policyRules, [](const PolicyRule& rule) { return rule.table == 77; }) && std::ranges::any_of(space("left")->neighbours, [](const Neighbour& neighbour) { return neighbour.address == *Address::parse("10.1.0.50"); }); }));
        QCOMPARE(ip("left", {"neigh del 10.1.0.50 dev eth0"}), QString());
        QVERIFY(comesTrue([&] { return std::ranges::none_of(space("left")->neighbours, [](const Neighbour& neighbour) { return neighbour.address == *Address::parse("10.1.0.50") && neighbour.state != NeighbourState::Failed; }); }));
    }

    void rulesOfBothNftBackEnds()
    {
        QCOMPARE(run("right", "nft", {"-f", "-"}, "table inet own {\n chain in {\n type filter hook input priority 0;\n tcp dport 22 accept\n }\n}\n"), QString());
        QVERIFY(comesTrue([&] { return std::ranges::any_of(space("right")->rules.tables, [](const Table& table) { return table.name == "own"; }) && space("right")->rules.rules.size() == 1; }));
        QCOMPARE(run("right", "iptables-nft", {"-A", "INPUT", "-s", "10.0.0.0/8", "-j", "DROP"}), QString());
        QVERIFY(comesTrue([&] { return std::ranges::any_of(space("right")->rules.tables, [](const Table& table) { return table.origin == RuleOrigin::IptablesNft; }) && space("right")->rules.rules.size() == 2; }));
        QCOMPARE(run("right", "nft", {"delete", "table", "inet", "own"}), QString());
        QVERIFY(comesTrue([&] { return space("right")->rules.rules.size() == 1; }));
    }

    void queueingDisciplinesComeAndGo()
    {
        const auto programs = [&] { return space("left")->link("eth0")->opaquePrograms; };
        QCOMPARE(run("left", "tc", {"qdisc", "add", "dev", "eth0", "root", "tbf", "rate", "1mbit", "burst", "32kbit", "latency", "400ms"}), QString());
        QVERIFY(comesTrue([&] { return programs() == std::vector<std::string>{"tc tbf"}; }));
        QCOMPARE(run("left", "tc", {"qdisc", "change", "dev", "eth0", "root", "tbf", "rate", "2mbit", "burst", "32kbit", "latency", "400ms"}), QString());
        QCOMPARE(ip("left", {"addr add 10.1.0.99/24 dev eth0"}), QString()); // after it, so that the change has been read again
        QVERIFY(comesTrue([&] { return hasAddress("left", "10.1.0.99"); }));
        QCOMPARE(programs(), std::vector<std::string>{"tc tbf"});
        QCOMPARE(run("left", "tc", {"qdisc", "del", "dev", "eth0", "root"}), QString());
        QVERIFY(comesTrue([&] { return programs().empty(); }));
    }

    void forwardingIsHeard()
    {
        sysctl("left", "ipv4/ip_forward", "1");
        QVERIFY(comesTrue([&] { return space("left")->sysctls.all4and6.forwarding4 == 1 && space("left")->link("eth0")->sysctls.forwarding4 == 1; }));
        sysctl("left", "ipv4/conf/eth0/rp_filter", "2");
        QVERIFY(comesTrue([&] { return space("left")->link("eth0")->sysctls.rpFilter == 2; }));
    }

    void bridgePortsAndTheirAddresses()
    {
        QCOMPARE(ip("right", {"link add br0 type bridge", "link set br0 up", "link add p0 type veth peer name p1", "link set p0 master br0", "link set p0 up", "link set p1 up"}), QString());
        QVERIFY(comesTrue([&] {
            const auto* port = space("right")->link("p0");
            return port && port->port && port->port->state == StpState::Forwarding && port->master == space("right")->link("br0")->index;
        }));
        QCOMPARE(run("right", "bridge", {"fdb", "add", "02:00:00:00:00:77", "dev", "p0", "master", "static"}), QString());
        QVERIFY(comesTrue([&] { return std::ranges::any_of(space("right")->fdb, [](const FdbEntry& entry) { return entry.mac == *MacAddress::parse("02:00:00:00:00:77"); }); }));
        QCOMPARE(ip("right", {"link del p0", "link del br0"}), QString());
        QVERIFY(comesTrue([&] { return space("right")->fdb.empty() && !space("right")->link("br0") && !space("right")->link("p1"); }));
    }

    void namespacesComeAndGo()
    {
        std::thread([&] { m_laboratory.addNamespace("third"); }).join();
        QCOMPARE(ip("left", {"link add toward type veth peer name back netns third", "link set toward up"}), QString());
        QVERIFY(comesTrue([&] {
            const auto* third = space("third");
            const auto* toward = space("left")->link("toward");
            return third && third->link("back") && toward && toward->lower && toward->lower->namespaceInode == third->inode && third->link("back")->lower;
        }));
        m_laboratory.removeNamespace("third");
        // Nothing of the monitor's holds the namespace, so its devices go, and with them the other end.
        QVERIFY(comesTrue([&] { return !space("third") && !space("left")->link("toward"); }));
    }

    /// What the events made of the model is what a fresh look finds.
    void theModelIsTheHost()
    {
        const auto text = [](Snapshot snapshot, const char* name) {
            Snapshot one;
            one.hosts.push_back({"h", {}, {}});
            auto space = *snapshot.find(std::string_view(name));
            space.processes.clear();
            space.neighbours.clear(); // ages by itself
            for (auto& link : space.links)
                link.statistics = {};
            for (auto& rule : space.rules.rules)
                rule.counters = {};
            one.hosts[0].namespaces.push_back(std::move(space));
            return QString::fromStdString(writeSnapshot(one));
        };
        const auto fresh = SnapshotCollector({}).collect();
        QVERIFY(fresh.has_value());
        for (const char* name : {"left", "right"}) {
            std::unique_lock lock(m_mutex);
            const Snapshot model = m_model;
            lock.unlock();
            const auto followed = text(model, name).split('\n');
            const auto read = text(*fresh, name).split('\n');
            for (qsizetype line = 0; line < std::min(followed.size(), read.size()); ++line)
                QCOMPARE(followed[line] + " in line " + QString::number(line), read[line] + " in line " + QString::number(line));
            QCOMPARE(followed.size(), read.size());
        }
    }

    void itSleepsWhileNothingHappens()
    {
        // Other namespaces of this machine may live on, so a second without their events may have to be waited for.
        long fewest = 1000;
        for (int second = 0; second < 15 && fewest > 1; ++second) {
            rusage before{};
            rusage after{};
            ::getrusage(RUSAGE_SELF, &before);
            QThread::msleep(1000); // this thread's own sleep is one switch
            ::getrusage(RUSAGE_SELF, &after);
            fewest = std::min(fewest, after.ru_nvcsw - before.ru_nvcsw);
        }
        QVERIFY2(fewest <= 1, qPrintable(QString("something woke up %1 times in each of 15 seconds in which nothing happened").arg(fewest)));
    }

    void lostEventsAreMadeGood()
    {
        const int wholesBefore = m_wholes;
        m_monitor->refresh();
        QVERIFY(comesTrue([&] { return m_wholes == wholesBefore + 1; }));
        QVERIFY(hasAddress("left", "10.1.0.1"));
    }
};

QTEST_GUILESS_MAIN(tst_live_monitor)
#include "tst_live_monitor.moc"

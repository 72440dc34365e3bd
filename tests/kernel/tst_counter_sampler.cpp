// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/counter_sampler.h"
#include "collect/snapshot_collector.h"
#include "laboratory_test.h"

#include <QTest>
#include <mutex>
#include <thread>

using namespace hoplens;
using namespace hoplens::test;

/// Counters of namespaces that the test makes, read at a pace.
class tst_counter_sampler : public LaboratoryTest {
    Q_OBJECT
private:
    std::mutex m_mutex;
    std::vector<CounterSample> m_samples;
    int m_rounds = 0;

    CounterSample last(std::uint64_t inode)
    {
        const std::lock_guard lock(m_mutex);
        for (auto at = m_samples.rbegin(); at != m_samples.rend(); ++at)
            if (at->inode == inode)
                return *at;
        return {};
    }
    int rounds()
    {
        const std::lock_guard lock(m_mutex);
        return m_rounds;
    }

private slots:
    void initTestCase() { HOPLENS_ENTER_LABORATORY(); }
    void cleanupTestCase() { m_laboratory.removeAll(); }

    void whatPassesIsCounted()
    {
        for (const auto* name : {"near", "far"})
            std::thread([&] { m_laboratory.addNamespace(name); }).join();
        QString error;
        std::thread([&] {
            error += m_laboratory.ip("near", {"link add east type veth peer name west netns far", "addr add 10.78.0.1/24 dev east", "link set east up"});
            error += m_laboratory.ip("far", {"addr add 10.78.0.2/24 dev west", "link set west up"});
        }).join();
        QCOMPARE(error, QString());
        QCOMPARE(run("near", "iptables-nft", {"-A", "OUTPUT", "-p", "icmp", "-j", "ACCEPT"}), QString());
        const auto snapshot = SnapshotCollector({{"near"}}).collect();
        QVERIFY2(snapshot.has_value(), snapshot ? "" : describe(snapshot.error()).c_str());
        const auto* near = snapshot->find(std::string_view("near"));
        QVERIFY(near);
        const auto index = near->link(std::string_view("east"))->index;
        CounterSampler sampler([this](std::vector<CounterSample> samples) {
            const std::lock_guard lock(m_mutex);
            ++m_rounds;
            for (auto& sample : samples)
                m_samples.push_back(std::move(sample));
        }, std::chrono::milliseconds(50));
        QTest::qWait(200);
        QCOMPARE(rounds(), 0); // nothing watched, nothing read
        sampler.watch({{near->inode, entrancesOf(*near), true}});
        const auto sent = [&] {
            for (const auto& [number, statistics] : last(near->inode).links)
                if (number == index)
                    return statistics.sentPackets;
            return std::uint64_t{0};
        };
        QTRY_VERIFY(rounds() >= 2);
        const auto before = sent();
        QCOMPARE(run("near", "ping", {"-c", "3", "-i", "0.1", "-W", "1", "10.78.0.2"}), QString());
        QTRY_VERIFY(sent() >= before + 3);
        QTRY_VERIFY(last(near->inode).rules && last(near->inode).rules->size() == 1 && last(near->inode).rules->front().packets == 3);
        sampler.watch({});
        QTest::qWait(150);
        const int then = rounds();
        QTest::qWait(200);
        QCOMPARE(rounds(), then);
    }

    void whatIsGoneIsNoSample()
    {
        std::mutex mutex;
        std::vector<CounterSample> heard;
        int rounds = 0;
        CounterSampler sampler([&](std::vector<CounterSample> samples) {
            const std::lock_guard lock(mutex);
            ++rounds;
            heard.insert(heard.end(), samples.begin(), samples.end());
        }, std::chrono::milliseconds(30));
        // A path that leads to another namespace than the one that is meant.
        sampler.watch({{1, {"/proc/self/ns/net", "/nonexistent"}, false}});
        QTRY_VERIFY([&] { const std::lock_guard lock(mutex); return rounds >= 3; }());
        const std::lock_guard lock(mutex);
        QVERIFY(heard.empty());
    }
};

QTEST_GUILESS_MAIN(tst_counter_sampler)
#include "tst_counter_sampler.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/counter_sampler.h"

#include "collect/namespace_reader.h"

#include <condition_variable>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <mutex>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>

namespace hoplens {
namespace {

LinkStatistics statisticsOf(const rtnl_link_stats64& stats)
{
    return {stats.rx_packets, stats.rx_bytes, stats.rx_errors, stats.rx_dropped, stats.tx_packets, stats.tx_bytes, stats.tx_errors, stats.tx_dropped};
}

void readLinks(CounterSample& sample)
{
    auto socket = netlink::Socket::open(NETLINK_ROUTE);
    if (!socket)
        return;
    if_stats_msg request{};
    request.family = AF_UNSPEC;
    request.filter_mask = IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64);
    const auto take = [&](const netlink::Message& message) {
        if (message.type != RTM_NEWSTATS || message.payload.size() < sizeof(if_stats_msg))
            return;
        const auto header = netlink::fixedHeader<if_stats_msg>(message.payload);
        const auto bytes = netlink::Attributes(netlink::afterHeader<if_stats_msg>(message.payload)).bytes(IFLA_STATS_LINK_64);
        rtnl_link_stats64 stats{};
        __builtin_memcpy(&stats, bytes.data(), std::min(bytes.size(), sizeof stats));
        sample.links.emplace_back(static_cast<std::int32_t>(header.ifindex), statisticsOf(stats));
    };
    (void)socket->dump(RTM_GETSTATS, netlink::bytesOf(request), take, [&] { sample.links.clear(); });
}

bool enter(const CounterWatch& watch)
{
    for (const auto& path : watch.entrances) {
        const FileDescriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        struct stat what{};
        if (descriptor.get() >= 0 && ::fstat(descriptor.get(), &what) == 0 && what.st_ino == watch.inode)
            return ::setns(descriptor.get(), CLONE_NEWNET) == 0;
    }
    return false;
}

/// Of the namespace that the thread is in.
CounterSample read(const CounterWatch& watch)
{
    CounterSample sample;
    sample.inode = watch.inode;
    sample.taken = std::chrono::steady_clock::now();
    readLinks(sample);
    ProcFolder conntrack("/proc/sys/net/netfilter");
    if (const auto count = conntrack.number("nf_conntrack_count"); count && *count >= 0)
        sample.conntrackEntries = static_cast<std::uint32_t>(*count);
    if (watch.withRules) {
        const Discovery none;
        Namespace space;
        NamespaceReader(none).read(space, part::rules);
        auto& counters = sample.rules.emplace();
        counters.reserve(space.rules.rules.size());
        for (const auto& rule : space.rules.rules)
            counters.push_back(rule.counters);
    }
    return sample;
}

} // namespace

class CounterSampler::Worker {
public:
    Worker(Handler handler, std::chrono::milliseconds interval) : m_handler(std::move(handler)), m_interval(interval), m_thread([this](const std::stop_token& stop) { run(stop); }) {}

    void watch(std::vector<CounterWatch> namespaces)
    {
        const std::lock_guard lock(m_mutex);
        m_watched = std::move(namespaces);
        m_isNew = true;
        m_condition.notify_all();
    }

private:
    void run(const std::stop_token& stop)
    {
        const FileDescriptor home(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
        while (!stop.stop_requested()) {
            std::vector<CounterWatch> watched;
            {
                std::unique_lock lock(m_mutex);
                if (m_watched.empty())
                    m_condition.wait(lock, stop, [&] { return !m_watched.empty(); });
                else
                    m_condition.wait_for(lock, stop, m_interval, [&] { return m_isNew; });
                m_isNew = false;
                watched = m_watched;
            }
            if (stop.stop_requested())
                return;
            std::vector<CounterSample> samples;
            for (const auto& each : watched)
                if (enter(each))
                    samples.push_back(read(each));
            ::setns(home.get(), CLONE_NEWNET); // a thread that stays in a namespace holds it
            if (!watched.empty())
                m_handler(std::move(samples));
        }
    }

    Handler m_handler;
    std::chrono::milliseconds m_interval;
    std::mutex m_mutex;
    std::condition_variable_any m_condition;
    std::vector<CounterWatch> m_watched;
    bool m_isNew = false;
    std::jthread m_thread; ///< the last, so that it ends first
};

CounterSampler::CounterSampler(Handler handler, std::chrono::milliseconds interval) : m_worker(std::make_unique<Worker>(std::move(handler), interval)) {}
CounterSampler::~CounterSampler() = default;
void CounterSampler::watch(std::vector<CounterWatch> namespaces) { m_worker->watch(std::move(namespaces)); }

std::vector<std::string> entrancesOf(const Namespace& space)
{
    std::vector<std::string> paths;
    if (space.isHost)
        paths.emplace_back("/proc/self/ns/net");
    paths.insert(paths.end(), space.paths.begin(), space.paths.end());
    for (const auto& process : space.processes)
        paths.push_back("/proc/" + std::to_string(process.pid) + "/ns/net");
    return paths;
}

} // namespace hoplens

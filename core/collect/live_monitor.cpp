// SPDX-License-Identifier: GPL-3.0-or-later
#include "collect/live_monitor.h"

#include "collect/listening_post.h"
#include "collect/namespace_reader.h"
#include "collect/snapshot_collector.h"
#include "netlink/route_objects.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <linux/net_namespace.h>
#include <linux/netconf.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <map>
#include <sched.h>
#include <set>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace hoplens {
namespace {

using netlink::Message;

/// The mount table and devices change in bursts while a container starts: one look for all of them.
constexpr auto discoveryDelay = std::chrono::milliseconds(10);

/// What is to be read again in one namespace.
struct Stale {
    Parts parts = 0;
    std::set<std::int32_t> links = {};     ///< by index, with their settings
    std::set<std::int32_t> addresses = {}; ///< of these links
};

/// Puts a value in the place of the one with the same key, or at the end.
template <class T, class SameKey> void replaceOrAdd(std::vector<T>& list, T value, SameKey sameKey)
{
    const auto known = std::ranges::find_if(list, [&](const T& other) { return sameKey(other, value); });
    if (known != list.end())
        *known = std::move(value);
    else
        list.push_back(std::move(value));
}

bool isSame(const Neighbour& a, const Neighbour& b) { return a.linkIndex == b.linkIndex && a.address == b.address && a.isProxy == b.isProxy; }
bool isSame(const FdbEntry& a, const FdbEntry& b) { return a.linkIndex == b.linkIndex && a.mac == b.mac && a.vlan == b.vlan && a.isSelf == b.isSelf && a.remote == b.remote; }

template <class T> void take(std::vector<T>& list, std::optional<T> value, bool isGone)
{
    if (!value)
        return;
    if (isGone)
        std::erase_if(list, [&](const T& other) { return isSame(other, *value); });
    else
        replaceOrAdd(list, std::move(*value), [](const T& a, const T& b) { return isSame(a, b); });
}

} // namespace

/// The monitor's thread and what it knows.
class LiveMonitor::Watch {
public:
    Watch(ListeningPost post, Handler handler) : m_post(std::move(post)), m_handler(std::move(handler)), m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    ~Watch()
    {
        m_stop = true;
        wake();
        if (m_thread.joinable())
            m_thread.join();
    }
    void start() { m_thread = std::thread([this] { run(); }); }
    void refresh()
    {
        m_refresh = true;
        wake();
    }

private:
    void wake()
    {
        const std::uint64_t one = 1;
        (void)!::write(m_wake.get(), &one, sizeof one);
    }
    void run();
    void readEverything();
    void discover();
    /// From now on its events arrive. Returns what to note when they cannot.
    std::optional<Note> hear(const FoundNamespace& found);
    void onRouteEvent(std::optional<std::int32_t> id, const Message& message);
    void onLink(Namespace& space, Link link);
    void forgetLink(Namespace& space, std::int32_t index);
    void onFdbEntry(Namespace& space, std::optional<FdbEntry> entry, bool isGone);
    void readStale();
    bool enter(std::uint64_t inode) const;
    /// A thread that stays in a namespace holds it.
    void goHome() const { ::setns(m_home.get(), CLONE_NEWNET); }
    void tell();

    std::vector<Namespace>& namespaces() { return m_snapshot.hosts.front().namespaces; }
    Namespace* byId(std::int32_t id)
    {
        const auto inode = m_inodes.find(id);
        return inode == m_inodes.end() ? nullptr : byInode(inode->second);
    }
    Namespace* byInode(std::uint64_t inode)
    {
        const auto place = m_places.find(inode);
        return place == m_places.end() ? nullptr : &namespaces()[place->second];
    }
    void findPlaces()
    {
        m_places.clear();
        for (std::size_t i = 0; i < namespaces().size(); ++i)
            m_places.emplace(namespaces()[i].inode, i);
    }
    void remove(std::uint64_t inode);
    void discoverSoon()
    {
        if (!m_discoverAt)
            m_discoverAt = std::chrono::steady_clock::now() + discoveryDelay;
    }

    ListeningPost m_post;
    Handler m_handler;
    FileDescriptor m_wake;
    FileDescriptor m_home;
    std::atomic<bool> m_stop = false;
    std::atomic<bool> m_refresh = false;
    std::thread m_thread;

    Snapshot m_snapshot;
    std::unordered_map<std::int32_t, std::uint64_t> m_inodes;             ///< by the id that the post gave
    std::unordered_map<std::uint64_t, std::size_t> m_places;              ///< by inode: position in the snapshot
    std::unordered_map<std::uint64_t, std::vector<std::string>> m_entrances; ///< by inode: paths that open it
    std::int32_t m_nextId = 1;
    std::map<std::uint64_t, Stale> m_stale;
    std::set<std::uint64_t> m_changed;
    std::set<std::uint64_t> m_shut; ///< could not be entered at the last change
    std::vector<std::uint64_t> m_removed;
    bool m_linksMoved = false;
    std::optional<std::chrono::steady_clock::time_point> m_discoverAt;
};

std::optional<Note> LiveMonitor::Watch::hear(const FoundNamespace& found)
{
    const bool isHeard = m_entrances.contains(found.inode);
    auto& entrances = m_entrances[found.inode];
    entrances = {found.entrance};
    for (const auto& path : found.paths)
        entrances.push_back(path);
    for (const auto& process : found.processes)
        entrances.push_back("/proc/" + std::to_string(process.pid) + "/ns/net");
    if (isHeard)
        return std::nullopt;
    if (const auto added = m_post.add(m_nextId, found.descriptor); !added)
        return Note{"monitor", found.name + ": " + describe(added.error()) + "; its changes are not seen", "Refresh to read it again."};
    m_inodes.emplace(m_nextId++, found.inode);
    return std::nullopt;
}

void LiveMonitor::Watch::readEverything()
{
    const Discovery discovery = discoverNamespaces();
    std::vector<Note> deaf;
    for (const auto& found : discovery.namespaces)
        if (auto note = hear(found)) // before it is read, so that no change falls between
            deaf.push_back(std::move(*note));
    auto snapshot = SnapshotCollector({}).collect(discovery);
    if (!snapshot) {
        m_snapshot.notes.push_back({"monitor", describe(snapshot.error()), {}});
        return;
    }
    m_snapshot = std::move(*snapshot);
    std::ranges::move(deaf, std::back_inserter(m_snapshot.notes));
    findPlaces();
    m_stale.clear();
    m_changed.clear();
    m_removed.clear();
    m_discoverAt.reset();
    SnapshotChange change;
    change.whole = m_snapshot;
    m_handler(std::move(change));
}

/// Finds namespaces that are new or gone, and the far ends of devices that lead into them.
void LiveMonitor::Watch::discover()
{
    m_discoverAt.reset();
    const Discovery discovery = discoverNamespaces();
    NamespaceReader reader(discovery);
    std::set<std::uint64_t> present;
    for (const auto& found : discovery.namespaces) {
        present.insert(found.inode);
        auto deaf = hear(found);
        Namespace* space = byInode(found.inode);
        Parts parts = 0;
        if (!space) {
            space = &namespaces().emplace_back();
            space->inode = found.inode;
            m_places.emplace(found.inode, namespaces().size() - 1);
            parts = part::all;
        } else if (std::ranges::any_of(space->links, [&](const Link& link) { return link.lowerNsid && *link.lowerNsid >= 0 && !space->peers.contains(*link.lowerNsid); })) {
            parts = part::peers;
        }
        if (parts != 0 || space->name != found.name || space->paths != found.paths || space->processes != found.processes) {
            space->name = found.name;
            space->paths = found.paths;
            space->processes = found.processes;
            m_changed.insert(found.inode);
        }
        if (parts != 0 && ::setns(found.descriptor.get(), CLONE_NEWNET) == 0)
            reader.read(*space, parts);
        else if (parts == part::all)
            space->notes.push_back({"namespace", describe(systemFailure("entering the network namespace", found.name, errno)), "Run it as root."});
        if (deaf)
            space->notes.push_back(std::move(*deaf));
    }
    goHome();
    std::vector<std::uint64_t> gone;
    for (const auto& space : namespaces())
        if (!present.contains(space.inode))
            gone.push_back(space.inode);
    for (const auto inode : gone)
        remove(inode);
    m_linksMoved = true;
}

void LiveMonitor::Watch::remove(std::uint64_t inode)
{
    m_stale.erase(inode); // it stays heard, as long as the kernel does not say that it has ended
    m_changed.erase(inode);
    if (std::erase_if(namespaces(), [inode](const Namespace& space) { return space.inode == inode; }) == 0)
        return;
    findPlaces();
    m_removed.push_back(inode);
    m_linksMoved = true;
}

void LiveMonitor::Watch::forgetLink(Namespace& space, std::int32_t index)
{
    const auto ofLink = [index](const auto& entry) { return entry.linkIndex == index; };
    if (const Link* link = space.link(index); link && link->kind == LinkKind::Bridge)
        m_stale[space.inode].parts |= part::sysctls;
    std::erase_if(space.links, [index](const Link& link) { return link.index == index; });
    std::erase_if(space.addresses, ofLink);
    std::erase_if(space.neighbours, ofLink);
    std::erase_if(space.fdb, ofLink);
    m_stale[space.inode].parts |= part::routes; // IPv4 routes go with their device without an event
    m_linksMoved = true;
}

void LiveMonitor::Watch::onLink(Namespace& space, Link link)
{
    auto& stale = m_stale[space.inode];
    const auto at = std::ranges::lower_bound(space.links, link.index, {}, &Link::index);
    const bool isKnown = at != space.links.end() && at->index == link.index;
    if (link.lowerNsid && *link.lowerNsid >= 0 && !space.peers.contains(*link.lowerNsid))
        discoverSoon();
    if (!isKnown) {
        stale.parts |= part::trafficControl;
        if (link.kind == LinkKind::Bridge)
            stale.parts |= part::sysctls; // bridge-nf-call-*, which are read with the first bridge
        if (link.port || link.kind == LinkKind::Bridge)
            stale.parts |= part::forwardingDatabase;
        space.links.insert(at, std::move(link));
        m_linksMoved = true;
        return;
    }
    // Routes turn dead or linkdown, and vanish, with the state of their device, without an event of their own.
    if (at->flags != link.flags || at->carrier != link.carrier || at->state != link.state)
        stale.parts |= part::routes;
    m_linksMoved = m_linksMoved || at->lowerIndex != link.lowerIndex || at->lowerNsid != link.lowerNsid;
    const auto filtersVlans = [](const Link& of) { const auto* bridge = std::get_if<BridgeData>(&of.data); return bridge && bridge->vlanFiltering; };
    if (at->master != link.master || at->port.has_value() != link.port.has_value() || filtersVlans(*at) != filtersVlans(link))
        stale.parts |= part::forwardingDatabase;
    // An event does not say what other dumps add to a link.
    link.lower = at->lower;
    for (const auto& program : at->opaquePrograms)
        if (program.starts_with("tc"))
            link.opaquePrograms.push_back(program);
    if (link.port && at->port)
        link.port->vlans = at->port->vlans;
    if (auto* bridge = std::get_if<BridgeData>(&link.data))
        if (const auto* before = std::get_if<BridgeData>(&at->data))
            bridge->vlans = before->vlans;
    *at = std::move(link);
}

void LiveMonitor::Watch::onRouteEvent(std::optional<std::int32_t> id, const Message& message)
{
    const auto header = message.payload;
    if (message.type == RTM_DELNSID) {
        const netlink::Attributes attributes(netlink::afterHeader<rtgenmsg>(header));
        const auto gone = static_cast<std::int32_t>(attributes.u32(NETNSA_NSID, 0xffffffffu));
        if (!id) { // in the post's own namespace: one of those that it hears has ended
            if (const auto found = m_inodes.find(gone); found != m_inodes.end()) {
                const std::uint64_t inode = found->second;
                m_inodes.erase(found);
                m_entrances.erase(inode);
                remove(inode);
                discoverSoon(); // its number may be another's already
            }
        } else if (Namespace* space = byId(*id)) {
            space->peers.erase(gone);
        }
        return;
    }
    Namespace* space = id ? byId(*id) : nullptr;
    if (!space)
        return;
    m_changed.insert(space->inode);
    auto& stale = m_stale[space->inode];
    switch (message.type) {
    case RTM_NEWLINK:
    case RTM_DELLINK: {
        const auto link = netlink::fixedHeader<ifinfomsg>(header);
        if (link.ifi_family == AF_BRIDGE) { // says only what changed of a port
            stale.links.insert(link.ifi_index);
            stale.parts |= part::forwardingDatabase;
        } else if (message.type == RTM_DELLINK) {
            forgetLink(*space, link.ifi_index);
        } else if (auto decoded = netlink::decodeLink(header)) {
            onLink(*space, std::move(*decoded));
        }
        break;
    }
    case RTM_NEWADDR:
    case RTM_DELADDR:
        stale.addresses.insert(static_cast<std::int32_t>(netlink::fixedHeader<ifaddrmsg>(header).ifa_index));
        stale.parts |= part::routes;
        break;
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
    case RTM_NEWNEXTHOP:
    case RTM_DELNEXTHOP: stale.parts |= part::routes; break;
    case RTM_NEWRULE:
    case RTM_DELRULE: stale.parts |= part::policyRules; break;
    case RTM_NEWNEIGH:
    case RTM_DELNEIGH:
        if (netlink::fixedHeader<ndmsg>(header).ndm_family == AF_BRIDGE)
            onFdbEntry(*space, netlink::decodeFdbEntry(header), message.type == RTM_DELNEIGH);
        else
            take(space->neighbours, netlink::decodeNeighbour(header), message.type == RTM_DELNEIGH);
        break;
    case RTM_NEWNETCONF:
    case RTM_DELNETCONF: {
        const auto index = static_cast<std::int32_t>(netlink::Attributes(netlink::afterHeader<netconfmsg>(header)).u32(NETCONFA_IFINDEX));
        if (index > 0)
            stale.links.insert(index);
        else
            stale.parts |= part::sysctls;
        break;
    }
    case RTM_NEWQDISC:
    case RTM_DELQDISC:
    case RTM_NEWTFILTER:
    case RTM_DELTFILTER: stale.parts |= part::trafficControl; break;
    default: break;
    }
}

void LiveMonitor::Watch::onFdbEntry(Namespace& space, std::optional<FdbEntry> entry, bool isGone)
{
    // An address that moves to another port of its bridge leaves the first without an event.
    if (entry && !isGone && !entry->isSelf) {
        const auto masterOf = [&space](std::int32_t index) {
            const Link* link = space.link(index);
            return link ? link->master : 0;
        };
        std::erase_if(space.fdb, [&](const FdbEntry& other) { return !other.isSelf && other.mac == entry->mac && other.vlan == entry->vlan && other.linkIndex != entry->linkIndex && masterOf(other.linkIndex) == masterOf(entry->linkIndex); });
    }
    take(space.fdb, entry, isGone);
}

bool LiveMonitor::Watch::enter(std::uint64_t inode) const
{
    const auto entrances = m_entrances.find(inode);
    if (entrances == m_entrances.end())
        return false;
    return std::ranges::any_of(entrances->second, [inode](const std::string& path) {
        const FileDescriptor space(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        struct stat status {};
        return space.get() >= 0 && ::fstat(space.get(), &status) == 0 && status.st_ino == inode && ::setns(space.get(), CLONE_NEWNET) == 0;
    });
}

void LiveMonitor::Watch::readStale()
{
    const Discovery nowhere; // peers are looked for by discover()
    NamespaceReader reader(nowhere);
    for (auto& [inode, stale] : std::exchange(m_stale, {})) {
        Namespace* space = byInode(inode);
        if (!space || (stale.parts == 0 && stale.links.empty() && stale.addresses.empty()))
            continue;
        if (!enter(inode)) {
            if (m_shut.insert(inode).second) { // those who held it may have changed: look once who holds it now
                m_stale[inode] = std::move(stale);
                discoverSoon();
            } else {
                space->notes.push_back({"namespace", "it could not be entered again after a change; what is known of it is out of date", "Refresh."});
                m_changed.insert(inode);
            }
            continue;
        }
        m_shut.erase(inode);
        for (const auto index : stale.links)
            if (auto link = reader.readLink(index))
                onLink(*space, std::move(*link));
        if (const auto later = m_stale.find(inode); later != m_stale.end()) // what the links brought up
            stale.parts |= std::exchange(later->second.parts, 0);
        if (stale.parts != 0)
            reader.read(*space, stale.parts);
        for (const auto index : stale.addresses)
            reader.readAddresses(*space, index);
        m_changed.insert(inode);
    }
    goHome();
}

void LiveMonitor::Watch::tell()
{
    if (m_linksMoved)
        resolveLinkPeers(m_snapshot);
    m_linksMoved = false;
    SnapshotChange change;
    change.removed = std::exchange(m_removed, {});
    for (const auto inode : std::exchange(m_changed, {}))
        if (const Namespace* space = byInode(inode))
            change.namespaces.push_back(*space);
    if (!change.isEmpty())
        m_handler(std::move(change));
}

void LiveMonitor::Watch::run()
{
    m_home = FileDescriptor(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    const FileDescriptor mounts(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
    const FileDescriptor poll(::epoll_create1(EPOLL_CLOEXEC));
    const auto watch = [&](int fd, std::uint32_t events) {
        epoll_event event{};
        event.events = events;
        event.data.fd = fd;
        ::epoll_ctl(poll.get(), EPOLL_CTL_ADD, fd, &event);
    };
    watch(m_post.route.descriptor(), EPOLLIN);
    watch(m_post.netfilter.descriptor(), EPOLLIN);
    watch(m_wake.get(), EPOLLIN);
    watch(mounts.get(), EPOLLPRI | EPOLLERR);
    m_snapshot.hosts.emplace_back();
    readEverything();
    while (!m_stop) {
        int timeout = -1;
        if (m_discoverAt)
            timeout = static_cast<int>(std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::milliseconds>(*m_discoverAt - std::chrono::steady_clock::now()).count()));
        std::array<epoll_event, 4> events;
        const int count = ::epoll_wait(poll.get(), events.data(), events.size(), timeout);
        for (int i = 0; i < count; ++i) {
            if (events[static_cast<std::size_t>(i)].data.fd == mounts.get())
                discoverSoon();
            std::uint64_t ignored = 0;
            if (events[static_cast<std::size_t>(i)].data.fd == m_wake.get())
                (void)!::read(m_wake.get(), &ignored, sizeof ignored);
        }
        const auto route = m_post.route.receive([this](std::optional<std::int32_t> id, const Message& message) { onRouteEvent(id, message); });
        const auto netfilter = m_post.netfilter.receive([this](std::optional<std::int32_t> id, const Message& message) {
            const Namespace* space = id ? byId(*id) : nullptr;
            if (space && message.type == (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN)) // ends each transaction
                m_stale[space->inode].parts |= part::rules;
        });
        if (m_stop)
            return;
        if (m_refresh.exchange(false) || route == netlink::Reception::Overrun || netfilter == netlink::Reception::Overrun) {
            readEverything();
            continue;
        }
        if (m_discoverAt && std::chrono::steady_clock::now() >= *m_discoverAt)
            discover();
        for (int round = 0; round < 3 && !m_stale.empty(); ++round) // a link that is read again may make its routes stale
            readStale();
        tell();
    }
}

LiveMonitor::LiveMonitor(std::unique_ptr<Watch> watch) : m_watch(std::move(watch)) {}
LiveMonitor::~LiveMonitor() = default;
void LiveMonitor::refresh() { m_watch->refresh(); }

Result<std::unique_ptr<LiveMonitor>> LiveMonitor::start(Handler handler)
{
    auto post = ListeningPost::open();
    if (!post)
        return failure(post.error());
    auto watch = std::make_unique<Watch>(std::move(*post), std::move(handler));
    watch->start();
    return std::unique_ptr<LiveMonitor>(new LiveMonitor(std::move(watch)));
}

} // namespace hoplens

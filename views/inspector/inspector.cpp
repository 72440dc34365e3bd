// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/inspector.h"

#include "filter/nft_text.h"
#include "picture/picture_words.h"
#include "picture/rules_picture.h"
#include "topology/links.h"
#include "words/theme.h"

#include <QScrollBar>
#include <QUrl>

namespace hoplens::views {
namespace {

constexpr std::size_t shownRules = 400;

/// Writes sections of rows; a section without rows says so.
class Page {
public:
    explicit Page(Theme theme) : m_theme(theme) {}

    void head(const QString& kind, const QString& name, const QString& detail)
    {
        m_html += QString("<p style='color:%1; font-size:11px; font-weight:600; margin-bottom:0'>%2</p><p style='font-size:18px; font-weight:600; margin:2px 0'>%3</p><p style='color:%1; margin-top:0'>%4</p>").arg(color(Ink::Muted, m_theme).name(), kind.toHtmlEscaped(), name.toHtmlEscaped(), detail.toHtmlEscaped());
    }
    /// isUnread: what would stand here could not be read, which is not the same as nothing.
    void section(const QString& title, bool isUnread = false)
    {
        close();
        m_isUnread = isUnread;
        m_html += QString("<p style='font-weight:600; margin-bottom:2px'>%1</p><table width='100%' cellspacing='0' cellpadding='2'>").arg(title.toHtmlEscaped());
        m_isOpen = true;
        m_rows = 0;
    }
    void row(const QString& left, const QString& right = {}, const QString& link = {})
    {
        ++m_rows;
        const QString name = link.isEmpty() ? left.toHtmlEscaped() : QString("<a href='%1'>%2</a>").arg(link, left.toHtmlEscaped());
        m_html += QString("<tr><td><code>%1</code></td><td align='right' style='color:%2'><code>%3</code></td></tr>").arg(name, color(Ink::Muted, m_theme).name(), right.toHtmlEscaped());
    }
    QString take()
    {
        close();
        return m_html;
    }
    QString none() const { return QString("<tr><td style='color:%1'>%2</td></tr>").arg(color(Ink::Muted, m_theme).name(), m_isUnread ? Inspector::tr("? could not be read") : Inspector::tr("none")); }

private:
    void close()
    {
        if (m_isOpen)
            m_html += (m_rows == 0 ? none() : QString()) + "</table>";
        m_isOpen = false;
    }
    Theme m_theme;
    QString m_html;
    bool m_isOpen = false;
    bool m_isUnread = false;
    int m_rows = 0;
};

QString routeWords(const Namespace& space, const Route& route)
{
    QString words = text(name(route.type));
    if (route.type == RouteType::Unicast)
        words.clear();
    for (const auto& hop : route.nextHops) {
        const Link* link = space.link(hop.linkIndex);
        words += (hop.gateway ? " via " + text(hop.gateway->text()) : QString()) + (link ? " dev " + text(link->name) : QString());
    }
    return words.trimmed();
}

void namespacePage(Page& page, const PictureObject& object, const Namespace& space)
{
    const auto isUnread = [&space](std::string_view subject) { return space.isMissing(subject) || space.isMissing("namespace"); };
    page.head(Inspector::tr("NAMESPACE"), space.isHost ? Inspector::tr("host namespace") : text(space.name), (space.processes.size() == 1 ? Inspector::tr("inode %1 · 1 process").arg(space.inode) : Inspector::tr("inode %1 · %2 processes").arg(space.inode).arg(space.processes.size())));
    page.section(Inspector::tr("Interfaces"), isUnread("links"));
    for (const auto& link : space.links)
        page.row(text(link.name), text(troubleOf(link).empty() || !isInUse(space, link) ? firstAddress(space, link) : troubleOf(link)), linkTo(PictureObject{object.space, link.index, object.host}));
    page.section(Inspector::tr("Routes"), isUnread("routes"));
    for (const auto& route : space.routes)
        if (route.table != 255 && !route.destination.address.isMulticast())
            page.row(route.destination.length == 0 ? Inspector::tr("default") : text(route.destination.text()), routeWords(space, route), route.nextHops.empty() ? QString() : linkTo(PictureObject{object.space, route.nextHops.front().linkIndex, object.host}));
    page.section(Inspector::tr("Neighbours"), isUnread("neighbours"));
    for (const auto& neighbour : space.neighbours)
        if (!neighbour.address.isMulticast())
            page.row(text(neighbour.address.text()), neighbour.mac ? text(neighbour.mac->text()) : Inspector::tr("no answer"));
    page.section(Inspector::tr("Listening"), isUnread("sockets"));
    for (const auto& socket : space.sockets)
        if (socket.peerPort == 0)
            page.row(text(protocolName(socket.protocol)) + " " + text(socket.address.text()) + ":" + QString::number(socket.port), socket.owners.empty() ? QString() : Inspector::tr("pid %1").arg(socket.owners.front()));
    page.section(Inspector::tr("Rules"), isUnread("nftables") || isUnread("iptables-legacy") || isUnread("rules"));
    std::size_t shown = 0;
    for (std::uint32_t c = 0; c < space.rules.chains.size() && shown < shownRules; ++c) {
        const auto& chain = space.rules.chains[c];
        if (chain.rules.count > 0)
            page.row(text(space.rules.tableOf(ChainId{c}).name + " " + std::string(space.rules.chainName(ChainId{c}))), {}, linkTo(ChainPlace{object, ChainId{c}}));
        for (std::uint32_t r = 0; r < chain.rules.count && shown < shownRules; ++r, ++shown) {
            const RuleId rule{chain.rules.first + r};
            const auto target = jumpTarget(space.rules, rule); // a rule leads to the chain that it jumps to
            page.row("  " + QString::number(r + 1) + "  " + text(ruleText(space.rules, rule)), QString::number(space.rules.rules[rule.value].counters.packets), target.valid() ? linkTo(ChainPlace{object, target}) : QString());
        }
    }
    if (shown == shownRules)
        page.row(Inspector::tr("… and more: %1 in all").arg(space.rules.rules.size()));
    page.section(Inspector::tr("Sysctls that matter"), isUnread("sysctls"));
    if (isUnread("sysctls"))
        return;
    page.row("ip_forward", QString::number(space.sysctls.all4and6.forwarding4));
    page.row("ipv6 forwarding", QString::number(space.sysctls.all4and6.forwarding6));
    page.row("rp_filter", QString::number(space.sysctls.all4and6.rpFilter));
}

void linkPage(Page& page, const Scene& scene, const PictureObject& object, const Namespace& space, const Link& link)
{
    const auto isUnread = [&space](std::string_view subject) { return space.isMissing(subject) || space.isMissing("namespace"); };
    page.head(Inspector::tr("INTERFACE"), text(link.name), Inspector::tr("%1 in %2").arg(text(link.kindName.empty() ? std::string(name(link.kind)) : link.kindName), text(space.name)));
    page.section(Inspector::tr("State"));
    page.row(Inspector::tr("state"), text(troubleOf(link).empty() ? std::string(name(link.state)) : troubleOf(link)));
    page.row("MTU", QString::number(link.mtu));
    page.row("MAC", text(link.mac.text()));
    for (const auto& program : link.opaquePrograms)
        page.row(Inspector::tr("an opaque program sits here"), text(program));
    page.section(Inspector::tr("Addresses"), isUnread("addresses"));
    for (const auto& address : space.addresses)
        if (address.linkIndex == link.index)
            page.row(text(address.prefix.text()));
    page.section(Inspector::tr("Connected to"));
    if (const auto far = scene.world->lower(scene.spaceId(object), link); far.link)
        page.row(text(far.link->name), text(scene.world->space(far.space).data.name), linkTo(scene.objectOf(far.space, far.link)));
    if (const Link* master = link.master != 0 ? space.link(link.master) : nullptr)
        page.row(text(master->name), Inspector::tr("bridge"), linkTo(PictureObject{object.space, master->index, object.host}));
    if (link.kind == LinkKind::Bridge)
        for (const auto& port : space.links)
            if (port.master == link.index)
                page.row(text(port.name), Inspector::tr("port"), linkTo(PictureObject{object.space, port.index, object.host}));
    page.section(Inspector::tr("Forwarding database"), isUnread("fdb"));
    for (const auto& entry : space.fdb)
        if (entry.linkIndex == link.index && !entry.isLocal)
            page.row(text(entry.mac.text()), entry.remote ? text(entry.remote->text()) : QString());
    page.section(Inspector::tr("Statistics"));
    page.row(Inspector::tr("received"), Inspector::tr("%1 packets, %2 bytes, %3 errors, %4 dropped").arg(link.statistics.receivedPackets).arg(link.statistics.receivedBytes).arg(link.statistics.receiveErrors).arg(link.statistics.receiveDrops));
    page.row(Inspector::tr("sent"), Inspector::tr("%1 packets, %2 bytes, %3 errors, %4 dropped").arg(link.statistics.sentPackets).arg(link.statistics.sentBytes).arg(link.statistics.sendErrors).arg(link.statistics.sendDrops));
    page.section(Inspector::tr("In"));
    page.row(text(space.name), Inspector::tr("namespace"), linkTo(PictureObject{object.space, 0, object.host}));
}

} // namespace

Inspector::Inspector(QWidget* parent) : QTextBrowser(parent)
{
    setOpenLinks(false);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Inspector"));
    document()->setDocumentMargin(16);
    document()->setDefaultStyleSheet(fixedStyle());
    connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl& url) {
        emit linkFollowed(url);
    });
    render();
}

void Inspector::setTheme(Theme theme)
{
    m_theme = theme;
    render();
}

void Inspector::show(std::shared_ptr<const Scene> scene, const PictureObject& object)
{
    const bool isSame = object == m_object;
    const int scrolled = verticalScrollBar()->value();
    m_scene = std::move(scene);
    m_object = object;
    render();
    if (isSame)
        verticalScrollBar()->setValue(scrolled);
}

void Inspector::render()
{
    Page page(m_theme);
    const Namespace* space = m_scene ? m_scene->space(m_object) : nullptr;
    const Link* link = m_scene ? m_scene->link(m_object) : nullptr;
    if (!space) {
        setHtml("<p style='color:" + color(Ink::Muted, m_theme).name() + "'>" + tr("Select a namespace, an interface or a bridge in the picture or in the scope to see what is known of it.").toHtmlEscaped() + "</p>");
        return;
    }
    if (link)
        linkPage(page, *m_scene, m_object, *space, *link);
    else
        namespacePage(page, m_object, *space);
    if (!space->notes.empty())
        page.section(tr("What could not be read"));
    for (const auto& note : space->notes)
        page.row(text(note.subject) + ": " + text(note.text), text(note.remedy));
    page.section(tr("Provenance"));
    page.row(m_scene->snapshot->source == "live" ? tr("observed over netlink") : text(m_scene->snapshot->source), QString());
    setHtml(page.take());
}

} // namespace hoplens::views

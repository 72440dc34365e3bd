// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/event_log.h"

#include "picture/picture_words.h"
#include "words/theme.h"

#include <QTime>
#include <unordered_map>

namespace hoplens::views {
namespace {

constexpr int keptLines = 2000;

void compareLinks(std::uint32_t host, const Namespace& before, const Namespace& after, std::vector<std::pair<PictureObject, QString>>& changes)
{
    for (const auto& link : after.links) {
        const auto* was = before.link(link.index);
        const PictureObject object{after.inode, link.index, host};
        if (!was)
            changes.emplace_back(object, EventLog::tr("%1: %2 came").arg(text(after.name), text(link.name)));
        else if (troubleOf(*was) != troubleOf(link))
            changes.emplace_back(object, EventLog::tr("%1: %2 is %3").arg(text(after.name), text(link.name), text(troubleOf(link).empty() ? "up" : troubleOf(link))));
    }
    for (const auto& link : before.links)
        if (!after.link(link.index))
            changes.emplace_back(PictureObject{after.inode, 0, host}, EventLog::tr("%1: %2 went").arg(text(after.name), text(link.name)));
}

} // namespace

std::vector<std::pair<PictureObject, QString>> changesBetween(const Snapshot& before, const Snapshot& after)
{
    std::vector<std::pair<PictureObject, QString>> changes;
    for (std::uint32_t h = 0; h < after.hosts.size(); ++h) {
        std::unordered_map<std::uint64_t, const Namespace*> earlier;
        if (h < before.hosts.size())
            for (const auto& space : before.hosts[h].namespaces)
                earlier.emplace(space.inode, &space);
        for (const auto& space : after.hosts[h].namespaces) {
            const PictureObject object{space.inode, 0, h};
            const auto at = earlier.find(space.inode);
            if (at == earlier.end()) {
                changes.emplace_back(object, EventLog::tr("namespace %1 came").arg(text(space.name)));
                continue;
            }
            const Namespace* was = at->second;
            earlier.erase(at);
            compareLinks(h, *was, space, changes);
            const auto note = [&](bool isOther, const QString& what) {
                if (isOther)
                    changes.emplace_back(object, EventLog::tr("%1: %2 changed").arg(text(space.name), what));
            };
            note(was->addresses != space.addresses, EventLog::tr("addresses"));
            note(was->routes != space.routes, EventLog::tr("routes"));
            note(was->policyRules != space.policyRules, EventLog::tr("policy rules"));
            note(was->fdb != space.fdb, EventLog::tr("forwarding database"));
            note(was->sysctls != space.sysctls, EventLog::tr("sysctls"));
            note(was->rules.rules.size() != space.rules.rules.size() || was->rules.chains.size() != space.rules.chains.size(), EventLog::tr("rules"));
        }
        for (const auto& [inode, space] : earlier)
            changes.emplace_back(PictureObject{}, EventLog::tr("namespace %1 went").arg(text(space->name)));
    }
    return changes;
}

EventLog::EventLog(QWidget* parent) : QListWidget(parent)
{
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setFont(fixedFont(12));
    setAccessibleName(tr("Events"));
    const auto show = [this](const QListWidgetItem* item) {
        if (const auto object = item->data(Qt::UserRole).value<PictureObject>(); object.isValid())
            emit objectWanted(object);
    };
    connect(this, &QListWidget::itemClicked, this, show);
    connect(this, &QListWidget::itemActivated, this, show);
}

void EventLog::append(const std::vector<std::pair<PictureObject, QString>>& changes)
{
    const auto now = QTime::currentTime().toString("HH:mm:ss.zzz");
    for (const auto& [object, words] : changes) {
        auto* item = new QListWidgetItem(now + "  " + words, this);
        item->setData(Qt::UserRole, QVariant::fromValue(object));
    }
    while (count() > keptLines)
        delete takeItem(0);
    scrollToBottom();
}

} // namespace hoplens::views

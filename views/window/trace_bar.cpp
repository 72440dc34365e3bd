// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/trace_bar.h"

#include "words/theme.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStringListModel>

namespace hoplens::views {

TraceBar::TraceBar(QWidget* parent) : QWidget(parent), m_from(new QLineEdit(this)), m_to(new QLineEdit(this)), m_protocol(new QComboBox(this)), m_age(new QComboBox(this)), m_button(new QPushButton(tr("Trace"), this)), m_places(new QStringListModel(this)), m_targets(new QStringListModel(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    const auto complete = [](QLineEdit* edit, QStringListModel* words) {
        auto* completer = new QCompleter(words, edit);
        completer->setFilterMode(Qt::MatchContains);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        edit->setCompleter(completer);
    };
    complete(m_from, m_places);
    complete(m_to, m_targets);
    auto* from = new QLabel(tr("&from"), this);
    from->setBuddy(m_from);
    auto* to = new QLabel(tr("&to"), this);
    to->setBuddy(m_to);
    m_from->setPlaceholderText(tr("netns/NAME, host or outside"));
    m_from->setAccessibleName(tr("Where the packet starts"));
    m_to->setPlaceholderText(tr("8.8.8.8, 10.0.0.2:80 or [fd00::1]:443"));
    m_to->setAccessibleName(tr("Where the packet is to go"));
    m_from->setFont(fixedFont(13));
    m_to->setFont(fixedFont(13));
    m_protocol->setAccessibleName(tr("Protocol"));
    for (const auto& [shown, word] : {std::pair(tr("protocol by target"), QString()), {QString("ICMP"), QString("icmp")}, {QString("TCP"), QString("tcp")}, {QString("UDP"), QString("udp")}, {QString("SCTP"), QString("sctp")}})
        m_protocol->addItem(shown, word);
    m_age->setAccessibleName(tr("Whether conntrack knows the flow"));
    m_age->addItem(tr("new flow"));
    m_age->addItem(tr("known flow"));
    m_button->setProperty("primary", true);
    layout->addWidget(from);
    m_from->setMaximumWidth(420);
    m_to->setMaximumWidth(560);
    layout->addWidget(m_from, 2);
    layout->addWidget(to);
    layout->addWidget(m_to, 3);
    layout->addWidget(m_protocol);
    layout->addWidget(m_age);
    layout->addWidget(m_button);
    layout->addStretch(1);
    connect(m_button, &QPushButton::clicked, this, &TraceBar::ask);
    connect(m_to, &QLineEdit::returnPressed, this, &TraceBar::ask);
    connect(m_from, &QLineEdit::returnPressed, this, &TraceBar::focusTarget);
    setScene(nullptr);
}

void TraceBar::setScene(const std::shared_ptr<const Scene>& scene)
{
    QStringList places;
    QStringList targets;
    if (scene) {
        places << "host" << "outside";
        for (std::uint32_t s = 0; s < scene->world->size(); ++s) {
            const auto& space = scene->world->space(SpaceId{s}).data;
            if (!space.isHost)
                places << "netns/" + text(space.name);
            for (const auto& address : space.addresses)
                if (!address.prefix.address.isLoopback() && !address.prefix.address.isLinkLocal())
                    targets << text(address.prefix.address.text());
        }
        targets.removeDuplicates();
        targets << "8.8.8.8";
        if (scene->cluster) {
            const auto& objects = scene->cluster->objects;
            for (const auto& node : objects.nodes)
                places << "node/" + text(node.meta.name);
            for (const auto& pod : objects.pods)
                places << "pod/" + text(pod.meta.nameSpace + "/" + pod.meta.name);
            for (const auto& service : objects.services)
                for (const auto& port : service.ports)
                    targets << "svc/" + text(service.meta.nameSpace + "/" + service.meta.name) + ":" + QString::number(port.port);
        }
    }
    // What was asked of another network would be misunderstood.
    if (scene && !m_from->text().startsWith("pod/") && !places.contains(m_from->text())) {
        m_from->clear();
        m_to->clear();
    }
    m_places->setStringList(places);
    m_targets->setStringList(targets);
    m_button->setEnabled(scene != nullptr);
}

TraceQuestion TraceBar::question() const { return {m_from->text(), m_to->text(), m_protocol->currentData().toString(), m_age->currentIndex() == 1 ? FlowAge::Established : FlowAge::New}; }

void TraceBar::setQuestion(const TraceQuestion& question)
{
    m_from->setText(question.from);
    m_to->setText(question.to);
    m_protocol->setCurrentIndex(std::max(0, m_protocol->findData(question.protocol)));
    m_age->setCurrentIndex(question.age == FlowAge::Established ? 1 : 0);
}

void TraceBar::setFrom(const QString& place) { m_from->setText(place); }

void TraceBar::focusTarget()
{
    m_to->setFocus();
    m_to->selectAll();
}

void TraceBar::ask()
{
    if (m_button->isEnabled())
        emit asked(question());
}

} // namespace hoplens::views

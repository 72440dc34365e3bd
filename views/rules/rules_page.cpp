// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/rules_page.h"

#include "picture/picture_words.h"
#include "picture/rules_picture.h"
#include "rules/rule_filter.h"
#include "rules/rules_graph.h"
#include "words/theme.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

namespace hoplens::views {

RulesPage::RulesPage(QWidget* parent) : QWidget(parent), m_space(new QComboBox), m_search(new QLineEdit), m_which(new QComboBox), m_title(new QLabel), m_chains(new ChainModel(this)), m_rules(new RuleModel(this)), m_chainFilter(new QSortFilterProxyModel(this)), m_ruleFilter(new RuleFilter(this)), m_ruleSearch(new QLineEdit), m_tree(new QTreeView), m_table(new QTableView), m_graph(new RulesGraph)
{
    m_space->setAccessibleName(tr("Namespace"));
    m_search->setPlaceholderText(tr("find a chain…"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Find a chain"));
    m_chainFilter->setSourceModel(m_chains);
    m_chainFilter->setRecursiveFilteringEnabled(true);
    m_chainFilter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_chainFilter->setFilterKeyColumn(-1);
    m_ruleFilter->setSourceModel(m_rules);
    m_which->setAccessibleName(tr("Which rules"));
    m_which->addItem(tr("all rules"), 0);
    m_which->addItem(tr("rules this flow can meet"), RuleModel::CanMeetRole);
    m_which->addItem(tr("rules this flow met"), RuleModel::MetRole);
    m_ruleSearch->setPlaceholderText(tr("find a rule…"));
    m_ruleSearch->setClearButtonEnabled(true);
    m_ruleSearch->setAccessibleName(tr("Find a rule"));
    m_ruleSearch->setMaximumWidth(220);
    m_tree->setModel(m_chainFilter);
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(12);
    m_tree->setAccessibleName(tr("Chains"));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setResizeContentsPrecision(60); // each costs the layout of a text
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_table->setModel(m_ruleFilter);
    m_table->setAccessibleName(tr("Rules"));
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setWordWrap(false);
    m_table->horizontalHeader()->setResizeContentsPrecision(60);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionResizeMode(RuleModel::MatchesColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->resizeSection(RuleModel::TargetColumn, 190);
    m_table->setColumnHidden(RuleModel::RateColumn, true); // until something is counted
    m_title->setFont(sansFont(16, true));
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* left = new QWidget;
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(12, 12, 4, 12);
    leftLayout->addWidget(m_space);
    leftLayout->addWidget(m_search);
    leftLayout->addWidget(m_tree, 1);
    auto* below = new QWidget;
    auto* rightLayout = new QVBoxLayout(below);
    rightLayout->setContentsMargins(8, 8, 12, 12);
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_ruleSearch);
    head->addWidget(m_which);
    rightLayout->addLayout(head);
    rightLayout->addWidget(m_table, 1);
    auto* right = new QSplitter(Qt::Vertical);
    right->addWidget(m_graph);
    right->addWidget(below);
    right->setStretchFactor(0, 3);
    right->setStretchFactor(1, 2);
    auto* splitter = new QSplitter;
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({270, 900});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_space, &QComboBox::currentIndexChanged, this, [this] {
        setCounters({}, {}); // those of another one
        chooseNamespace();
        showFirstChain();
    });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& letters) {
        m_chainFilter->setFilterFixedString(letters);
        if (!letters.isEmpty())
            m_tree->expandAll();
    });
    connect(m_which, &QComboBox::currentIndexChanged, this, [this] { m_ruleFilter->setOnly(m_which->currentData().toInt()); });
    connect(m_ruleSearch, &QLineEdit::textChanged, m_ruleFilter, &RuleFilter::setLetters);
    connect(m_graph, &RulesGraph::chainChosen, this, [this](ChainId chain) { showChain(chain); });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (const int chain = current.data(ChainModel::ChainRole).toInt(); current.isValid() && chain >= 0 && !m_isFollowing)
            showChain(ChainId{static_cast<std::uint32_t>(chain)});
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const int chain = index.data(RuleModel::JumpRole).toInt(); chain >= 0)
            showChain(ChainId{static_cast<std::uint32_t>(chain)});
    });
    setScene(nullptr);
}

const Namespace* RulesPage::space() const { return m_scene && m_space->currentIndex() >= 0 ? m_scene->space(m_space->currentData().value<PictureObject>()) : nullptr; }

void RulesPage::setScene(std::shared_ptr<const Scene> scene)
{
    const auto before = m_space->currentData().value<PictureObject>();
    const auto chainBefore = m_shown;
    const int scrolled = m_table->verticalScrollBar()->value();
    m_scene = std::move(scene);
    m_trace = nullptr;
    std::vector<SpaceId> spaces;
    for (std::uint32_t s = 0; m_scene && s < m_scene->world->size(); ++s)
        if (!m_scene->world->space(SpaceId{s}).data.rules.chains.empty())
            spaces.push_back(SpaceId{s});
    std::ranges::stable_sort(spaces, [this](SpaceId left, SpaceId right) {
        const auto& a = m_scene->world->space(left).data;
        const auto& b = m_scene->world->space(right).data;
        return a.isHost != b.isHost ? a.isHost : naturallyBefore(a.name, b.name);
    });
    int chosen = 0;
    {
        const QSignalBlocker quiet(m_space);
        m_space->clear();
        for (const auto id : spaces) {
            const auto object = m_scene->objectOf(id);
            if (object == before)
                chosen = m_space->count();
            m_space->addItem(text(m_scene->world->space(id).data.name), QVariant::fromValue(object));
        }
        m_space->setCurrentIndex(spaces.empty() ? -1 : chosen);
    }
    if (m_space->currentData().value<PictureObject>() != before)
        setCounters({}, {});
    chooseNamespace();
    // The chain that was read stays in sight.
    const auto* in = space();
    for (std::uint32_t c = 0; in && m_space->currentData().value<PictureObject>() == before && c < in->rules.chains.size(); ++c)
        if (nameOf(*in, ChainId{c}) == chainBefore) {
            showChain(ChainId{c});
            m_table->verticalScrollBar()->setValue(scrolled);
            return;
        }
    showFirstChain();
}

std::pair<std::string, std::string> RulesPage::nameOf(const Namespace& in, ChainId chain)
{
    const auto& table = in.rules.tableOf(chain);
    return {std::string(name(table.family)) + " " + std::string(name(table.origin)) + " " + table.name, std::string(in.rules.chainName(chain))};
}

void RulesPage::chooseNamespace()
{
    const auto* in = space();
    m_chains->setRules(m_scene, in);
    m_graph->setRules(m_scene, in);
    m_rules->setChain(m_scene, in, {});
    const auto isUnread = [](const Namespace& each) { return each.isMissing("rules") || each.isMissing("nftables") || each.isMissing("iptables-legacy") || each.isMissing("namespace"); };
    int unread = 0;
    for (std::uint32_t s = 0; m_scene && s < m_scene->world->size(); ++s)
        unread += isUnread(m_scene->world->space(SpaceId{s}).data);
    m_title->setText(in ? tr("Choose a chain.") : unread > 0 ? tr("? The rules of %1 namespaces could not be read.").arg(unread) : tr("No namespace here has rules."));
    m_tree->setEnabled(in != nullptr);
    for (int g = 0; g < m_chainFilter->rowCount(); ++g)
        if (const auto group = m_chainFilter->index(g, 0); m_chainFilter->rowCount(group) < 50)
            m_tree->expand(group);
    showMet();
}

void RulesPage::showFirstChain()
{
    const auto* in = space();
    // The first base chain with rules, as the kernel runs them, is what one looks for.
    std::optional<std::uint32_t> first;
    for (std::uint32_t c = 0; in && c < in->rules.chains.size(); ++c) {
        const auto order = [in](std::uint32_t chain) { return std::pair(*in->rules.chains[chain].hook, in->rules.chains[chain].priority); };
        if (in->rules.chains[c].hook && in->rules.chains[c].rules.count > 0 && (!first || order(c) < order(*first)))
            first = c;
    }
    if (first)
        showChain(ChainId{*first});
}

void RulesPage::showChain(ChainId chain)
{
    const auto* in = space();
    if (!in || chain.value >= in->rules.chains.size())
        return;
    m_shown = nameOf(*in, chain);
    m_rules->setChain(m_scene, in, chain);
    const auto family = familyOfChain(in->rules.chainName(chain));
    m_title->setText(text(in->rules.tableOf(chain).name + " " + std::string(in->rules.chainName(chain))) + (family.empty() ? QString() : " — " + text(family)));
    m_graph->show(chain);
    for (const int column : {RuleModel::NumberColumn, RuleModel::PacketsColumn, RuleModel::BytesColumn, RuleModel::RateColumn})
        m_table->resizeColumnToContents(column);
    const auto index = m_chainFilter->mapFromSource(m_chains->indexOf(chain));
    if (index.isValid() && index.siblingAtColumn(0) != m_tree->currentIndex().siblingAtColumn(0)) {
        m_isFollowing = true;
        m_tree->setCurrentIndex(index);
        m_isFollowing = false;
        m_tree->scrollTo(index);
    }
}

RulesMet RulesPage::metIn(const Namespace& in) const
{
    RulesMet met;
    if (!m_trace || m_trace->scene->world != m_scene->world || m_branch >= m_trace->trace.branches.size())
        return met;
    const auto take = [&](const TraceBranch& branch) {
        for (const auto& step : branch.steps)
            if (step.kind == StepKind::Rule && &m_scene->world->space(step.space).data == &in) {
                if (step.rule.valid())
                    met.rules.insert(step.rule.value);
                if (step.chain.valid())
                    met.chains.insert(step.chain.value);
            }
        for (const auto& step : branch.steps)
            if (&m_scene->world->space(step.space).data == &in)
                for (const auto* packet : {step.before, step.after})
                    if (packet && std::ranges::none_of(met.packets, [&](const Packet& known) { return known.tuple == packet->tuple && known.icmpType == packet->icmpType; }))
                        met.packets.push_back(*packet);
    };
    const auto& branch = m_trace->trace.branches[m_branch];
    take(branch);
    if (!branch.replies.empty())
        take(branch.replies.front());
    return met;
}

void RulesPage::setTrace(const std::shared_ptr<const TraceResult>& result, std::size_t branch)
{
    m_trace = result;
    m_branch = branch;
    showMet();
}

void RulesPage::showMet()
{
    const auto* in = space();
    if (!in)
        return;
    const auto met = metIn(*in);
    m_chains->setMet(met);
    m_graph->setMet(met);
    m_rules->setMet(met);
}

void RulesPage::setTheme(Theme theme) { m_graph->setTheme(theme); }

bool RulesPage::showNamespace(const PictureObject& wanted)
{
    for (int i = 0; i < m_space->count(); ++i)
        if (m_space->itemData(i).value<PictureObject>() == PictureObject{wanted.space, 0, wanted.host}) {
            m_space->setCurrentIndex(i);
            return true;
        }
    return false;
}

PictureObject RulesPage::shownNamespace() const { return space() ? m_space->currentData().value<PictureObject>() : PictureObject{}; }

void RulesPage::setCounters(std::vector<Counters> now, std::vector<double> rates)
{
    m_table->setColumnHidden(RuleModel::RateColumn, rates.empty());
    m_rules->setCounters(std::move(now), std::move(rates));
}

} // namespace hoplens::views

// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/rules_picture.h"

#include "base/words.h"
#include "picture/picture_words.h"
#include "picture/shape_writer.h"

#include <algorithm>
#include <array>

namespace hoplens {
namespace {

constexpr double margin = 24;
constexpr double cardWidth = 248;
constexpr double cardHeight = 48;
constexpr double cardGap = 8;
constexpr double columnGap = 56;
constexpr double titleHeight = 36;
constexpr std::size_t shownTargets = 24;

struct HookPanel {
    Hook hook;
    int column;
    bool isLower; ///< below the one before it in its column
};
constexpr std::array panels = {HookPanel{Hook::Ingress, 0, false}, HookPanel{Hook::Prerouting, 1, false}, HookPanel{Hook::Forward, 2, false}, HookPanel{Hook::Input, 2, true}, HookPanel{Hook::Output, 3, true}, HookPanel{Hook::Postrouting, 4, false}, HookPanel{Hook::Egress, 5, false}};
constexpr std::array<std::pair<Hook, Hook>, 6> ways = {{{Hook::Ingress, Hook::Prerouting}, {Hook::Prerouting, Hook::Forward}, {Hook::Prerouting, Hook::Input}, {Hook::Forward, Hook::Postrouting}, {Hook::Output, Hook::Postrouting}, {Hook::Postrouting, Hook::Egress}}};

class RulesPainter {
public:
    RulesPainter(const RuleSet& rules, const JumpIndex& jumps, const RulesShown& shown) : m_rules(rules), m_jumps(jumps), m_shown(shown) {}

    RulesPicture paint()
    {
        m_out.picture.title = say("picture", "Rules")();
        paintHooks();
        m_bottom += 32;
        m_drawn.assign(m_rules.chains.size(), false);
        for (const auto chain : roots())
            paintTree(chain);
        m_out.picture.width = m_right + margin;
        m_out.picture.height = m_bottom + margin;
        return std::move(m_out);
    }

private:
    void rectangle(const Box& box, float corner, Ink stroke, Ink fill, float thickness = 1)
    {
        m_write.rectangle(box, corner, stroke, fill, thickness);
        m_right = std::max(m_right, box.right());
        m_bottom = std::max(m_bottom, box.bottom());
    }
    /// The last piece goes to the right.
    void arrow(std::vector<Point> points, Ink ink, float thickness)
    {
        const Point tip = points.back();
        m_write.path(std::move(points), ink, thickness);
        m_write.path({{tip.x - 6, tip.y - 4}, tip, {tip.x - 6, tip.y + 4}}, ink, thickness);
    }

    bool isMet(std::uint32_t chain) const { return m_shown.met.contains(chain); }

    void paintCard(std::uint32_t number, const Box& box)
    {
        const auto& chain = m_rules.chains[number];
        const auto& table = m_rules.tableOf(ChainId{number});
        const bool isSelected = m_shown.selected.valid() && m_shown.selected.value == number;
        rectangle(box, 7, isSelected ? Ink::Link : isMet(number) ? Ink::Filter : Ink::Border, isSelected ? Ink::Selection : Ink::Surface, isSelected || isMet(number) ? 2 : 1);
        m_out.cards.push_back({ChainId{number}, box});
        std::string name = (isMet(number) ? "● " : "") + (chain.hook ? table.name + " " : "") + std::string(m_rules.chainName(ChainId{number}));
        const auto family = familyOfChain(m_rules.chainName(ChainId{number}));
        m_write.text({box.x + 12, box.y + 20}, fittedText(name, box.width - 24, 12, Face::Fixed), 12, chain.hook ? (chain.type == ChainType::Nat ? Ink::Translation : Ink::Filter) : Ink::Text, Face::Fixed, isMet(number));
        std::string detail = counted(chain.rules.count, say("picture", "1 rule"), say("picture", "%1 rules"));
        if (chain.hook)
            detail = say("picture", "priority %1")(std::to_string(chain.priority)) + " · " + detail + (chain.dropPolicy ? " · " + say("picture", "policy drop")() : "");
        if (const auto count = m_jumps.targets[number].size(); count > 0)
            detail += (m_shown.opened.contains(number) ? " · ▾ " : " · ▸ ") + counted(count, say("picture", "1 chain"), say("picture", "%1 chains"));
        const double familyWidth = family.empty() ? 0 : 8 + static_cast<double>(family.size()) * 6;
        m_write.text({box.x + 12, box.y + 38}, fittedText(detail, box.width - 24 - familyWidth, 11, Face::Sans), 11, Ink::Muted);
        if (!family.empty())
            m_write.text({box.right() - 12, box.y + 38}, std::string(family), 11, Ink::Muted, Face::Sans, true, Anchor::End);
    }

    /// Without rules and with an accepting policy a base chain decides nothing: it is drawn when it is asked for.
    bool letsAllPass(std::uint32_t number) const
    {
        const auto& chain = m_rules.chains[number];
        return chain.rules.count == 0 && !chain.dropPolicy && !(m_shown.selected.valid() && m_shown.selected.value == number) && !m_shown.opened.contains(number);
    }

    std::vector<std::uint32_t> baseChains(Hook hook) const
    {
        std::vector<std::uint32_t> chains;
        for (std::uint32_t c = 0; c < m_rules.chains.size(); ++c)
            if (m_rules.chains[c].hook == hook && !letsAllPass(c))
                chains.push_back(c);
        std::ranges::stable_sort(chains, {}, [this](std::uint32_t c) { return m_rules.chains[c].priority; });
        return chains;
    }

    void paintHooks()
    {
        std::map<Hook, Box> boxes;
        std::map<int, double> columns; ///< the x of those in use
        double x = margin;
        for (const auto& panel : panels)
            if (!baseChains(panel.hook).empty() && !columns.contains(panel.column)) {
                columns[panel.column] = x;
                x += cardWidth + 24 + columnGap;
            }
        double upper = margin;
        for (const auto& panel : panels)
            if (!panel.isLower)
                upper = std::max(upper, margin + heightOf(panel.hook));
        const bool hasUpper = std::ranges::any_of(panels, [this](const HookPanel& panel) { return !panel.isLower && !baseChains(panel.hook).empty(); });
        for (const auto& panel : panels) {
            const auto chains = baseChains(panel.hook);
            if (chains.empty())
                continue;
            const double top = panel.isLower && hasUpper ? upper + 24 : margin;
            const Box box{columns.at(panel.column), top, cardWidth + 24, heightOf(panel.hook)};
            boxes[panel.hook] = box;
            rectangle(box, 10, Ink::Border, Ink::Raised);
            std::string title(name(panel.hook));
            std::ranges::transform(title, title.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
            m_write.text({box.x + 12, box.y + 24}, title, 12, Ink::Muted, Face::Fixed, true);
            double y = box.y + titleHeight;
            for (const auto chain : chains) {
                paintCard(chain, {box.x + 12, y, cardWidth, cardHeight});
                y += cardHeight + cardGap;
            }
        }
        for (const auto& [from, to] : ways) {
            const auto a = boxes.find(from);
            const auto b = boxes.find(to);
            if (a == boxes.end() || b == boxes.end())
                continue;
            const Point start{a->second.right(), a->second.y + 20};
            const Point end{b->second.x, b->second.y + 20};
            // From above the next column's panel the way bends in the gap before its end.
            if (start.y == end.y)
                arrow({start, end}, Ink::Muted, 1.5);
            else
                arrow({start, {end.x - columnGap / 2, start.y}, {end.x - columnGap / 2, end.y}, end}, Ink::Muted, 1.5);
        }
        if (boxes.empty()) {
            m_write.text({margin, margin + 16}, say("picture", "Nothing here decides about packets: no base chain has rules or drops.")(), 13, Ink::Muted);
            m_right = std::max(m_right, 320.0);
        }
    }

    double heightOf(Hook hook) const
    {
        const auto count = static_cast<double>(baseChains(hook).size());
        return count == 0 ? 0 : titleHeight + count * (cardHeight + cardGap) + 4;
    }

    /// What trees begin with: opened base chains in the order of the hooks, then opened chains that none of them shows.
    std::vector<std::uint32_t> roots() const
    {
        std::vector<std::uint32_t> list;
        for (const auto& panel : panels)
            for (const auto chain : baseChains(panel.hook))
                if (m_shown.opened.contains(chain) && !m_jumps.targets[chain].empty())
                    list.push_back(chain);
        std::set<std::uint32_t> reached(list.begin(), list.end());
        std::vector<std::uint32_t> open = list;
        while (!open.empty()) {
            const auto chain = open.back();
            open.pop_back();
            for (const auto target : m_jumps.targets[chain])
                if (m_shown.opened.contains(chain) && reached.insert(target).second)
                    open.push_back(target);
        }
        for (const auto chain : m_shown.opened)
            if (chain < m_rules.chains.size() && !reached.contains(chain))
                list.push_back(chain);
        return list;
    }

    void paintTree(std::uint32_t root)
    {
        if (m_drawn[root])
            return;
        const double top = m_bottom + 16;
        const double bottom = paintBranch(root, margin + 12, top, 0);
        m_bottom = std::max(m_bottom, bottom);
    }

    /// The targets that are drawn, in the order of the rules; of very many those on a way or opened, and then the first ones.
    std::vector<std::uint32_t> drawnTargets(std::uint32_t chain) const
    {
        const auto& targets = m_jumps.targets[chain];
        if (targets.size() <= shownTargets)
            return targets;
        std::vector<std::uint32_t> chosen;
        const auto matters = [this](std::uint32_t target) { return isMet(target) || m_shown.opened.contains(target) || (m_shown.selected.valid() && m_shown.selected.value == target); };
        std::ranges::copy_if(targets, std::back_inserter(chosen), matters);
        for (const auto target : targets)
            if (chosen.size() < shownTargets && !matters(target))
                chosen.push_back(target);
        return chosen;
    }

    /// Returns the lower edge.
    double paintBranch(std::uint32_t chain, double x, double y, int depth)
    {
        constexpr int deepest = 24;
        const Box card{x, y, cardWidth, cardHeight};
        m_drawn[chain] = true;
        m_places[chain] = card;
        double bottom = card.bottom();
        if (m_shown.opened.contains(chain) && depth == deepest) {
            m_write.text({x + cardWidth + 12, y + 24}, "…", 16, Ink::Muted);
            m_right = std::max(m_right, x + cardWidth + 40);
        }
        if (m_shown.opened.contains(chain) && depth < deepest) {
            double next = y;
            const double column = x + cardWidth + columnGap;
            const auto targets = drawnTargets(chain);
            for (const auto target : targets) {
                if (const auto at = m_places.find(target); at != m_places.end()) {
                    // It stands elsewhere already: the arrow goes there, over the top where that is to the left.
                    jump(chain, target, card, at->second);
                    continue;
                }
                const Box place{column, next, cardWidth, cardHeight};
                jump(chain, target, card, place);
                next = paintBranch(target, column, next, depth + 1) + cardGap;
            }
            bottom = std::max(bottom, next - cardGap);
            if (const auto rest = m_jumps.targets[chain].size() - targets.size(); rest > 0) {
                m_write.text({column + 12, next + 16}, say("picture", "… and %1 more: find them in the list")(std::to_string(rest)), 12, Ink::Muted);
                bottom = next + 24;
                m_right = std::max(m_right, column + cardWidth);
            }
        }
        paintCard(chain, card);
        return bottom;
    }

    void jump(std::uint32_t from, std::uint32_t to, const Box& a, const Box& b)
    {
        const bool lit = isMet(from) && isMet(to);
        const Ink ink = lit ? Ink::Filter : Ink::Muted;
        const float thickness = lit ? 2.5 : 1;
        const Point start{a.right(), a.y + cardHeight / 2};
        const Point end{b.x, b.y + cardHeight / 2};
        if (end.x > start.x) {
            const double turn = end.x - columnGap / 2 - static_cast<double>(from % 4) * 6; // a lane for each source
            if (start.y == end.y)
                arrow({start, end}, ink, thickness);
            else
                arrow({start, {turn, start.y}, {turn, end.y}, end}, ink, thickness);
            return;
        }
        const double out = start.x + columnGap / 3;
        const double in = end.x - columnGap / 4;
        const double lane = b.y - cardGap / 2;
        arrow({start, {out, start.y}, {out, lane}, {in, lane}, {in, end.y}, end}, ink, thickness);
    }

    const RuleSet& m_rules;
    const JumpIndex& m_jumps;
    const RulesShown& m_shown;
    RulesPicture m_out;
    ShapeWriter m_write{m_out.picture};
    double m_right = 0;
    double m_bottom = 0;
    std::vector<bool> m_drawn;
    std::map<std::uint32_t, Box> m_places;
};

} // namespace

std::string_view familyOfChain(std::string_view name)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> families = {{{"KUBE-", "Kubernetes"}, {"cali-", "Calico"}, {"cali:", "Calico"}, {"DOCKER", "Docker"}, {"CNI-", "CNI"}, {"FLANNEL", "Flannel"}, {"CILIUM_", "Cilium"}, {"ufw-", "ufw"}, {"ufw6-", "ufw"}, {"LIBVIRT_", "libvirt"}, {"f2b-", "fail2ban"}, {"NETAVARK", "Podman"}}};
    for (const auto& [prefix, family] : families)
        if (name.starts_with(prefix))
            return family;
    return {};
}

ChainId jumpTarget(const RuleSet& rules, RuleId id)
{
    const auto& rule = rules.rules[id.value];
    for (std::uint16_t i = 0; i < rule.operationCount; ++i)
        if (const auto* verdict = std::get_if<Verdict>(&rules.operations[rule.firstOperation + i]); verdict && (verdict->kind == VerdictKind::Jump || verdict->kind == VerdictKind::Goto))
            return verdict->chain;
    return {};
}

JumpIndex indexJumps(const RuleSet& rules)
{
    JumpIndex index;
    index.targets.resize(rules.chains.size());
    index.callers.resize(rules.chains.size());
    std::vector<std::uint32_t> seenBy(rules.chains.size(), UINT32_MAX); // the chain that named it last
    for (std::uint32_t c = 0; c < rules.chains.size(); ++c) {
        const auto take = [&](const Verdict& verdict) {
            if ((verdict.kind != VerdictKind::Jump && verdict.kind != VerdictKind::Goto) || verdict.chain.value >= rules.chains.size() || seenBy[verdict.chain.value] == c)
                return;
            seenBy[verdict.chain.value] = c;
            index.targets[c].push_back(verdict.chain.value);
            index.callers[verdict.chain.value].push_back(c);
        };
        const auto span = rules.chains[c].rules;
        for (std::uint32_t r = span.first; r < span.first + span.count; ++r) {
            const auto& rule = rules.rules[r];
            for (std::uint16_t i = 0; i < rule.operationCount; ++i)
                if (const auto* verdict = std::get_if<Verdict>(&rules.operations[rule.firstOperation + i]))
                    take(*verdict);
                else if (const auto* map = std::get_if<VerdictMap>(&rules.operations[rule.firstOperation + i]); map && map->map.value < rules.sets.size())
                    for (const auto& element : rules.sets[map->map.value].elements)
                        take(element.verdict);
        }
    }
    return index;
}

RulesPicture drawRules(const RuleSet& rules, const JumpIndex& jumps, const RulesShown& shown) { return RulesPainter(rules, jumps, shown).paint(); }

} // namespace hoplens

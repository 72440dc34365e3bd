// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture/service_picture.h"

#include "base/words.h"
#include "cluster/service_reasons.h"
#include "picture/picture_words.h"
#include "picture/shape_writer.h"

#include <algorithm>
#include <cstdio>
#include <map>

namespace hoplens {
namespace {

constexpr double margin = 24;
constexpr double cardHeight = 48;
constexpr double cardGap = 12;
constexpr double columnGap = 72;
constexpr double heading = 36;
constexpr double serviceWidth = 208;
constexpr double portWidth = 184;
constexpr double endpointWidth = 192;
constexpr double podWidth = 216;
constexpr std::size_t shownEndpoints = 60; ///< of one port

class ServicePainter {
public:
    ServicePainter(const kube::ServiceEndpoints& endpoints, const kube::Service& service, const std::string& selected) : m_endpoints(endpoints), m_service(service), m_selected(selected), m_name(service.meta.nameSpace + "/" + service.meta.name) {}

    ServicePicture paint()
    {
        m_out.picture.title = say("picture", "Service %1")(m_name);
        for (const auto& [x, words] : {std::pair(serviceX, say("picture", "Service")()), {portX, say("picture", "Ports")()}, {endpointX, say("picture", "Endpoints")()}, {podX, say("picture", "Pods")()}})
            m_write.text({x, margin + 12}, words, 12, Ink::Muted, Face::Sans, true);
        double y = margin + heading;
        std::vector<Box> ports;
        for (const auto& port : m_service.ports)
            ports.push_back(paintPort(port, y));
        y = paintIdle(y);
        const double middle = ports.empty() ? margin + heading : (ports.front().y + ports.back().y) / 2;
        const Box own{serviceX, middle - 8, serviceWidth, cardHeight + 16}; // centred on its ports
        for (const auto& port : ports)
            cable({own.right(), own.y + own.height / 2}, {port.x, port.y + cardHeight / 2}, Ink::Muted, 1.5);
        paintService(own);
        m_out.picture.width = podX + podWidth + margin;
        m_out.picture.height = std::max(y, own.bottom()) + margin;
        return std::move(m_out);
    }

private:
    static constexpr double serviceX = margin;
    static constexpr double portX = serviceX + serviceWidth + columnGap;
    static constexpr double endpointX = portX + portWidth + columnGap;
    static constexpr double podX = endpointX + endpointWidth + columnGap / 2;

    void cable(Point from, Point to, Ink ink, float thickness, Dash dash = Dash::Solid)
    {
        const double turn = (from.x + to.x) / 2;
        if (from.y == to.y)
            m_write.path({from, to}, ink, thickness, dash);
        else
            m_write.path({from, {turn, from.y}, {turn, to.y}, to}, ink, thickness, dash);
    }

    void card(const Box& box, const std::string& title, const std::string& detail, Ink ink, const std::string& target, Dash dash = Dash::Solid)
    {
        const bool isSelected = !target.empty() && target == m_selected;
        m_write.rectangle(box, 7, isSelected ? Ink::Link : ink == Ink::Muted ? Ink::Border : ink, isSelected ? Ink::Selection : Ink::Surface, isSelected ? 2 : 1, dash);
        m_write.text({box.x + 12, box.y + 20}, fittedText(title, box.width - 24, 12, Face::Fixed), 12, ink == Ink::Muted ? Ink::Muted : Ink::Text, Face::Fixed).title = title;
        m_write.text({box.x + 12, box.y + 38}, fittedText(detail, box.width - 24, 11, Face::Sans), 11, Ink::Muted).title = detail;
        if (!target.empty())
            m_out.cards.push_back({box, target, title + ", " + detail});
    }

    void paintService(const Box& box)
    {
        const bool isAlone = m_service.ports.size() == 1;
        std::string detail(name(m_service.type));
        for (const auto& address : m_service.clusterIps)
            detail += " · " + address;
        card(box, m_name, detail, Ink::Translation, isAlone ? "svc/" + m_name + ":" + std::to_string(m_service.ports.front().port) : "");
        std::string more;
        const auto add = [&](const std::string& words) { more += (more.empty() ? "" : " · ") + words; };
        if (m_service.hasClientIpAffinity)
            add(say("picture", "keeps clients")());
        if (m_service.externalTrafficPolicy == kube::TrafficPolicy::Local)
            add(say("picture", "from outside: local only")());
        if (m_service.internalTrafficPolicy == kube::TrafficPolicy::Local)
            add(say("picture", "inside: local only")());
        for (const auto& ingress : m_service.loadBalancer)
            add(ingress.ip.empty() ? ingress.hostname : ingress.ip);
        m_write.text({box.x + 12, box.y + 54}, fittedText(more.empty() ? kube::text(m_service.selector) : more, box.width - 24, 11, Face::Sans), 11, Ink::Muted);
    }

    struct Row {
        std::string address;
        const kube::Endpoint* endpoint;
        std::uint16_t port;
    };

    Box paintPort(const kube::ServicePort& port, double& y)
    {
        std::vector<Row> rows;
        for (const auto* slice : m_endpoints.slices(m_service))
            for (const auto& own : slice->ports)
                if (own.name == port.name && own.protocol == port.protocol)
                    for (const auto& endpoint : slice->endpoints)
                        for (const auto& address : endpoint.addresses)
                            rows.push_back({address, &endpoint, own.port});
        std::ranges::stable_sort(rows, {}, [](const Row& row) { return !row.endpoint->ready.value_or(true); });
        const auto ready = static_cast<std::size_t>(std::ranges::count_if(rows, [](const Row& row) { return row.endpoint->ready.value_or(true); }));
        const double top = y;
        const auto shown = std::min(rows.size(), shownEndpoints);
        const auto reasons = cluster::whyNoEndpoints(m_endpoints, m_service, port);
        const double height = std::max<double>(1, static_cast<double>(shown + (rows.size() > shown) + reasons.size())) * (cardHeight + cardGap);
        const Box own{portX, top + (height - cardGap - cardHeight) / 2, portWidth, cardHeight};
        for (std::size_t i = 0; i < shown; ++i) {
            paintEndpoint(rows[i], own, y, ready);
            y += cardHeight + cardGap;
        }
        if (rows.size() > shown) {
            m_write.text({endpointX, y + 16}, say("picture", "… and %1 more")(std::to_string(rows.size() - shown)), 12, Ink::Muted);
            y += cardHeight + cardGap;
        }
        for (const auto& reason : reasons) {
            cable({own.right(), own.y + cardHeight / 2}, {endpointX - 12, y + cardHeight / 2}, Ink::Problem, 1.5, Dash::Dashed);
            m_write.text({endpointX, y + cardHeight / 2 + 4}, "✕ " + fittedText(reason, podX + podWidth - endpointX - 20, 12, Face::Sans), 12, Ink::Problem).title = reason;
            y += cardHeight + cardGap;
        }
        y = std::max(y, top + cardHeight + cardGap);
        const auto target = std::holds_alternative<std::string>(port.targetPort) ? std::get<std::string>(port.targetPort) : std::to_string(std::get<std::int32_t>(port.targetPort) == 0 ? port.port : std::get<std::int32_t>(port.targetPort));
        card(own, std::to_string(port.port) + "/" + std::string(name(port.protocol)) + (port.name.empty() ? "" : " " + port.name), "→ " + target + (port.nodePort == 0 ? "" : " · " + say("picture", "node port %1")(std::to_string(port.nodePort))), Ink::Translation, "svc/" + m_name + ":" + std::to_string(port.port));
        return own;
    }

    void paintEndpoint(const Row& row, const Box& port, double y, std::size_t ready)
    {
        const bool isReady = row.endpoint->ready.value_or(true);
        const Box box{endpointX, y, endpointWidth, cardHeight};
        if (isReady) {
            const double share = 1.0 / static_cast<double>(ready);
            cable({port.right(), port.y + cardHeight / 2}, {box.x, y + cardHeight / 2}, Ink::Link, static_cast<float>(1.5 + 3.5 * share));
            char words[16];
            std::snprintf(words, sizeof words, "%.3g %%", share * 100);
            m_write.text({box.x - 8, y + cardHeight / 2 - 6}, words, 11, Ink::Muted, Face::Sans, false, Anchor::End);
        }
        const auto state = isReady ? say("picture", "ready")() : row.endpoint->terminating.value_or(false) ? say("picture", "ending")() : say("picture", "not ready")();
        const auto& target = row.endpoint->target;
        const auto pod = target && target->kind == "Pod" ? target->name : podOf(row.address);
        const auto address = row.address.find(':') == std::string::npos ? row.address : "[" + row.address + "]";
        card(box, address + ":" + std::to_string(row.port), state, isReady ? Ink::Link : Ink::Muted, pod.empty() ? "" : "pod/" + m_service.meta.nameSpace + "/" + pod + ":" + std::to_string(row.port), isReady ? Dash::Solid : Dash::Dashed);
        if (pod.empty())
            return;
        const Box podBox{podX, y, podWidth, cardHeight};
        m_write.path({{box.right(), y + cardHeight / 2}, {podBox.x, y + cardHeight / 2}}, isReady ? Ink::Network : Ink::Border, isReady ? 1.5f : 1.0f);
        card(podBox, pod, row.endpoint->nodeName.empty() ? "" : say("picture", "on %1")(row.endpoint->nodeName), isReady ? Ink::Network : Ink::Muted, "", isReady ? Dash::Solid : Dash::Dashed);
        m_shownPods[pod] = true;
    }

    std::string podOf(const std::string& address) const
    {
        for (const auto& pod : m_endpoints.objects().pods)
            if (pod.meta.nameSpace == m_service.meta.nameSpace && std::ranges::find(pod.ips, address) != pod.ips.end() && !pod.spec.hostNetwork)
                return pod.meta.name;
        return {};
    }

    /// Pods that the selector matches, and that are no endpoint.
    double paintIdle(double y)
    {
        std::size_t count = 0;
        for (const auto* pod : m_endpoints.selectedPods(m_service)) {
            if (m_shownPods.contains(pod->meta.name) || ++count > shownEndpoints)
                continue;
            card({podX, y, podWidth, cardHeight}, pod->meta.name, say("picture", "selected, but no endpoint")(), Ink::Muted, "", Dash::Dashed);
            y += cardHeight + cardGap;
        }
        return y;
    }

    const kube::ServiceEndpoints& m_endpoints;
    const kube::Service& m_service;
    const std::string& m_selected;
    std::string m_name;
    ServicePicture m_out;
    ShapeWriter m_write{m_out.picture};
    std::map<std::string, bool> m_shownPods;
};

} // namespace

ServicePicture drawService(const kube::ServiceEndpoints& endpoints, const kube::Service& service, const std::string& selected) { return ServicePainter(endpoints, service, selected).paint(); }

} // namespace hoplens

// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/cluster_state.h"

#include "kube/manifests.h"

#include <chrono>
#include <cstdio>

namespace hoplens::api {
namespace {

constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz2456789"; ///< no vowels: no words

std::string lettersOf(std::uint64_t number, std::size_t length)
{
    std::string text;
    for (std::size_t i = 0; i < length; ++i) {
        number = number * 6364136223846793005u + 1442695040888963407u;
        text += letters[(number >> 33) % letters.size()];
    }
    return text;
}

} // namespace

ObjectKey keyOf(const Document& object) { return {textAt(object, {"kind"}), textAt(object, {"metadata", "namespace"}), textAt(object, {"metadata", "name"})}; }

const Document* ClusterState::find(const ObjectKey& key) const
{
    const auto found = m_objects.find(key);
    return found == m_objects.end() ? nullptr : found->second.get();
}

std::vector<const Document*> ClusterState::list(std::string_view kind, std::string_view nameSpace) const
{
    std::vector<const Document*> found;
    for (auto at = m_objects.lower_bound({std::string(kind), {}, {}}); at != m_objects.end() && at->first.kind == kind; ++at)
        if (nameSpace.empty() || at->first.nameSpace == nameSpace)
            found.push_back(at->second.get());
    return found;
}

void ClusterState::put(Document object)
{
    auto& meta = object["metadata"];
    if (!meta.contains("uid")) {
        char uid[40];
        const auto number = nextNumber();
        std::snprintf(uid, sizeof uid, "%08llx-0000-4000-8000-%012llx", static_cast<unsigned long long>(number * 2654435761u & 0xffffffffu), static_cast<unsigned long long>(number));
        meta["uid"] = uid;
    }
    if (!meta.contains("creationTimestamp"))
        meta["creationTimestamp"] = timestamp();
    meta["resourceVersion"] = std::to_string(nextNumber());
    auto key = keyOf(object);
    m_objects.insert_or_assign(std::move(key), std::make_shared<const Document>(std::move(object)));
}

std::string ClusterState::timestamp() const
{
    const std::chrono::sys_seconds time{std::chrono::seconds(m_now)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return text;
}

std::string ClusterState::nextSuffix(std::size_t length) { return lettersOf(nextNumber(), length); }

kube::Objects typedObjects(const ClusterState& state)
{
    std::string text;
    for (const auto& [key, object] : state.objects())
        text += (text.empty() ? "" : ",") + object->dump(-1, ' ', false, Document::error_handler_t::replace);
    kube::Objects objects;
    kube::readManifests("{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[" + text + "]}", "the lab's objects", objects);
    return objects;
}

std::string hashOf(std::string_view text, std::size_t length)
{
    std::uint64_t number = 14695981039346656037u;
    for (const unsigned char c : text)
        number = (number ^ c) * 1099511628211u;
    return lettersOf(number, length);
}

std::optional<std::int64_t> secondsOf(std::string_view timestamp)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (timestamp.size() > 40 || std::sscanf(std::string(timestamp).c_str(), "%4d-%2u-%2uT%2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second) != 6)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count() * 86400LL + hour * 3600 + minute * 60 + second;
}

} // namespace hoplens::api

// SPDX-License-Identifier: GPL-3.0-or-later
#include "filter/field_reader.h"

namespace hoplens {

Value interfaceNameValue(std::string_view name)
{
    Value value;
    for (std::size_t i = 0; i < 16; ++i) {
        value.high = value.high << 8 | value.low >> 56;
        value.low = value.low << 8 | (i < name.size() ? static_cast<std::uint8_t>(name[i]) : 0u);
    }
    return value;
}

namespace {

using enum FieldPresence;

FieldPresence known(Value& value, std::uint64_t number)
{
    value = Value::of(number);
    return Known;
}

FieldPresence address(Value& value, const Address& from, IpFamily family, bool isIp)
{
    if (!isIp || from.family != family)
        return Absent;
    value = from.bits;
    return Known;
}

FieldPresence icmpField(Value& value, const Packet& packet, std::uint8_t protocol, std::uint64_t number)
{
    return packet.isIp() && packet.tuple.protocol == protocol ? known(value, number) : Absent;
}

FieldPresence routeType(Value& value, const Address& address, std::int32_t link, const FilterInput& input, const FilterEnvironment& environment)
{
    if (!input.packet.isIp())
        return Absent;
    const auto type = environment.addressType(address, link);
    if (!type)
        return Unknown;
    return known(value, static_cast<std::uint64_t>(*type));
}

FieldPresence routeInterface(Value& value, const Address& address, std::int32_t link, const FilterInput& input, const FilterEnvironment& environment)
{
    if (!input.packet.isIp())
        return Absent;
    const auto index = environment.routeInterface(address, link, input.mark);
    if (!index)
        return Unknown;
    return known(value, static_cast<std::uint64_t>(*index));
}

std::uint64_t conntrackState(const FilterInput& input)
{
    std::uint64_t state = input.conntrack.state;
    if ((input.conntrack.status & ctstatus::sourceNat) != 0)
        state |= ctstate::sourceNat;
    if ((input.conntrack.status & ctstatus::destinationNat) != 0)
        state |= ctstate::destinationNat;
    return state;
}

/// As ip_set_get_ip4_port() of the kernel has it.
std::uint64_t ipsetPort(const Packet& packet, std::uint16_t port)
{
    const auto protocol = packet.tuple.protocol;
    if (protocol == 1 || protocol == 58)
        return static_cast<std::uint64_t>(packet.icmpType << 8 | packet.icmpCode);
    return protocol == 6 || protocol == 17 || protocol == 132 || protocol == 136 ? port : 0u;
}

} // namespace

FieldPresence readField(Field field, const FilterInput& input, const FilterEnvironment& environment, Value& value)
{
    const Packet& packet = input.packet;
    const Tuple& tuple = packet.tuple;
    const bool tracked = packet.isIp() && (input.conntrack.state & (ctstate::untracked | ctstate::invalid)) == 0;
    const auto link = [](const Link* of) { return of ? of->index : 0; };
    switch (field) {
    case Field::Ip4Source: return address(value, tuple.source, IpFamily::V4, packet.isIp());
    case Field::Ip4Destination: return address(value, tuple.destination, IpFamily::V4, packet.isIp());
    case Field::Ip6Source: return address(value, tuple.source, IpFamily::V6, packet.isIp());
    case Field::Ip6Destination: return address(value, tuple.destination, IpFamily::V6, packet.isIp());
    case Field::Protocol: return packet.isIp() ? known(value, tuple.protocol) : Absent;
    case Field::SourcePort: return packet.isIp() && hasPorts(tuple.protocol) ? known(value, tuple.sourcePort) : Absent;
    case Field::DestinationPort: return packet.isIp() && hasPorts(tuple.protocol) ? known(value, tuple.destinationPort) : Absent;
    case Field::EitherPort: return Absent;
    case Field::TcpFlags: return packet.isIp() && tuple.protocol == 6 ? known(value, packet.tcpFlags) : Absent;
    case Field::IcmpType: return icmpField(value, packet, 1, packet.icmpType);
    case Field::IcmpCode: return icmpField(value, packet, 1, packet.icmpCode);
    case Field::Icmp6Type: return icmpField(value, packet, 58, packet.icmpType);
    case Field::Icmp6Code: return icmpField(value, packet, 58, packet.icmpCode);
    case Field::IcmpTypeCode: return icmpField(value, packet, 1, static_cast<std::uint64_t>(packet.icmpType << 8 | packet.icmpCode));
    case Field::Icmp6TypeCode: return icmpField(value, packet, 58, static_cast<std::uint64_t>(packet.icmpType << 8 | packet.icmpCode));
    case Field::TimeToLive: return packet.isIp() ? known(value, packet.ttl) : Absent;
    case Field::TypeOfService: return packet.isIp() ? known(value, packet.typeOfService) : Absent;
    case Field::Length: return known(value, packet.length);
    case Field::FragmentOffset: return packet.isIp() ? known(value, 0) : Absent;
    case Field::Mark: return known(value, input.mark);
    case Field::ConntrackMark: return tracked ? known(value, input.conntrack.mark) : Absent;
    case Field::ConntrackState: return packet.isIp() ? known(value, conntrackState(input)) : Absent;
    case Field::ConntrackStatus: return tracked ? known(value, input.conntrack.status) : Absent;
    case Field::ConntrackDirection: return tracked ? known(value, input.conntrack.isReply ? 1 : 0) : Absent;
    case Field::ConntrackProtocol: return tracked ? known(value, input.conntrack.original.protocol) : Absent;
    case Field::OriginalSource4: return address(value, input.conntrack.original.source, IpFamily::V4, tracked);
    case Field::OriginalDestination4: return address(value, input.conntrack.original.destination, IpFamily::V4, tracked);
    case Field::ReplySource4: return address(value, input.conntrack.reply.source, IpFamily::V4, tracked);
    case Field::ReplyDestination4: return address(value, input.conntrack.reply.destination, IpFamily::V4, tracked);
    case Field::OriginalSource6: return address(value, input.conntrack.original.source, IpFamily::V6, tracked);
    case Field::OriginalDestination6: return address(value, input.conntrack.original.destination, IpFamily::V6, tracked);
    case Field::ReplySource6: return address(value, input.conntrack.reply.source, IpFamily::V6, tracked);
    case Field::ReplyDestination6: return address(value, input.conntrack.reply.destination, IpFamily::V6, tracked);
    case Field::OriginalSourcePort: return tracked ? known(value, input.conntrack.original.sourcePort) : Absent;
    case Field::OriginalDestinationPort: return tracked ? known(value, input.conntrack.original.destinationPort) : Absent;
    case Field::ReplySourcePort: return tracked ? known(value, input.conntrack.reply.sourcePort) : Absent;
    case Field::ReplyDestinationPort: return tracked ? known(value, input.conntrack.reply.destinationPort) : Absent;
    case Field::EtherType: return known(value, static_cast<std::uint64_t>(packet.etherType));
    case Field::NetfilterProtocol: return packet.isIp() ? known(value, tuple.source.family == IpFamily::V4 ? 2 : 10) : known(value, 3);
    case Field::InputIndex: return known(value, input.in ? static_cast<std::uint64_t>(input.in->index) : 0); // no device reads as 0 and as an empty name
    case Field::OutputIndex: return known(value, input.out ? static_cast<std::uint64_t>(input.out->index) : 0);
    case Field::InputName: value = interfaceNameValue(input.in ? input.in->name : std::string_view()); return Known;
    case Field::OutputName: value = interfaceNameValue(input.out ? input.out->name : std::string_view()); return Known;
    case Field::InputType: return input.in ? known(value, input.in->hardwareType) : Absent;
    case Field::OutputType: return input.out ? known(value, input.out->hardwareType) : Absent;
    case Field::SourceMac: return input.isLocallyGenerated ? Absent : known(value, packet.sourceMac.number());
    case Field::DestinationMac: return input.isLocallyGenerated ? Absent : known(value, packet.destinationMac.number());
    case Field::VlanId: return packet.vlan != 0 ? known(value, packet.vlan) : Absent;
    case Field::PacketType: return known(value, input.packetType);
    case Field::UserId: return !input.hasProcess ? Absent : input.userId ? known(value, *input.userId) : Unknown;
    case Field::GroupId: return !input.hasProcess ? Absent : input.groupId ? known(value, *input.groupId) : Unknown;
    case Field::FibSourceType: return routeType(value, tuple.source, 0, input, environment);
    case Field::FibDestinationType: return routeType(value, tuple.destination, 0, input, environment);
    case Field::FibSourceTypeOnInput: return routeType(value, tuple.source, link(input.in), input, environment);
    case Field::FibDestinationTypeOnInput: return routeType(value, tuple.destination, link(input.in), input, environment);
    case Field::FibSourceTypeOnOutput: return routeType(value, tuple.source, link(input.out), input, environment);
    case Field::FibDestinationTypeOnOutput: return routeType(value, tuple.destination, link(input.out), input, environment);
    case Field::FibSourceInterface: return routeInterface(value, tuple.source, 0, input, environment);
    case Field::FibSourceInterfaceOnInput: return routeInterface(value, tuple.source, link(input.in), input, environment);
    case Field::FibDestinationInterface: return routeInterface(value, tuple.destination, 0, input, environment);
    case Field::FibDestinationInterfaceOnInput: return routeInterface(value, tuple.destination, link(input.in), input, environment);
    case Field::IpsetSourcePort: return known(value, ipsetPort(packet, tuple.sourcePort));
    case Field::IpsetDestinationPort: return known(value, ipsetPort(packet, tuple.destinationPort));
    case Field::BitmapSourcePort: return tuple.protocol == 6 || tuple.protocol == 17 ? known(value, tuple.sourcePort) : Absent;
    case Field::BitmapDestinationPort: return tuple.protocol == 6 || tuple.protocol == 17 ? known(value, tuple.destinationPort) : Absent;
    case Field::Random:
    case Field::Constant: return Absent;
    }
    return Unknown;
}

} // namespace hoplens

// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/service_names.h"

#include <algorithm>
#include <array>

namespace hoplens {
namespace {

constexpr int tcp = 1;
constexpr int udp = 2;
constexpr int sctp = 4;

struct Service {
    std::string_view name;
    std::uint16_t port;
    int protocols;
    bool isAlias;
};

/// What /etc/services of a Debian host holds (package netbase), of the protocols that have ports here.
constexpr std::array services = std::to_array<Service>({
    {"tcpmux", 1, 1, false}, {"echo", 7, 3, false}, {"discard", 9, 3, false}, {"sink", 9, 3, true}, {"null", 9, 3, true}, {"systat", 11, 1, false},
    {"users", 11, 1, true}, {"daytime", 13, 3, false}, {"netstat", 15, 1, false}, {"qotd", 17, 1, false}, {"quote", 17, 1, true}, {"chargen", 19, 3, false},
    {"ttytst", 19, 3, true}, {"source", 19, 3, true}, {"ftp-data", 20, 1, false}, {"ftp", 21, 1, false}, {"fsp", 21, 2, false}, {"fspd", 21, 2, true},
    {"ssh", 22, 1, false}, {"telnet", 23, 1, false}, {"smtp", 25, 1, false}, {"mail", 25, 1, true}, {"time", 37, 3, false}, {"timserver", 37, 3, true},
    {"whois", 43, 1, false}, {"nicname", 43, 1, true}, {"tacacs", 49, 3, false}, {"domain", 53, 3, false}, {"bootps", 67, 2, false}, {"bootpc", 68, 2, false},
    {"tftp", 69, 2, false}, {"gopher", 70, 1, false}, {"finger", 79, 1, false}, {"http", 80, 1, false}, {"www", 80, 1, true}, {"kerberos", 88, 3, false},
    {"kerberos5", 88, 3, true}, {"krb5", 88, 3, true}, {"kerberos-sec", 88, 3, true}, {"iso-tsap", 102, 1, false}, {"tsap", 102, 1, true}, {"acr-nema", 104, 1, false},
    {"dicom", 104, 1, true}, {"pop3", 110, 1, false}, {"pop-3", 110, 1, true}, {"sunrpc", 111, 3, false}, {"portmapper", 111, 3, true}, {"auth", 113, 1, false},
    {"authentication", 113, 1, true}, {"tap", 113, 1, true}, {"ident", 113, 1, true}, {"nntp", 119, 1, false}, {"readnews", 119, 1, true}, {"untp", 119, 1, true},
    {"ntp", 123, 2, false}, {"epmap", 135, 1, false}, {"loc-srv", 135, 1, true}, {"netbios-ns", 137, 2, false}, {"netbios-dgm", 138, 2, false}, {"netbios-ssn", 139, 1, false},
    {"imap2", 143, 1, false}, {"imap", 143, 1, true}, {"snmp", 161, 3, false}, {"snmp-trap", 162, 3, false}, {"snmptrap", 162, 3, true}, {"cmip-man", 163, 3, false},
    {"cmip-agent", 164, 3, false}, {"mailq", 174, 1, false}, {"xdmcp", 177, 2, false}, {"bgp", 179, 1, false}, {"smux", 199, 1, false}, {"qmtp", 209, 1, false},
    {"z3950", 210, 1, false}, {"wais", 210, 1, true}, {"ipx", 213, 2, false}, {"ptp-event", 319, 2, false}, {"ptp-general", 320, 2, false}, {"pawserv", 345, 1, false},
    {"zserv", 346, 1, false}, {"rpc2portmap", 369, 3, false}, {"codaauth2", 370, 3, false}, {"clearcase", 371, 2, false}, {"Clearcase", 371, 2, true}, {"ldap", 389, 3, false},
    {"svrloc", 427, 3, false}, {"https", 443, 3, false}, {"snpp", 444, 1, false}, {"microsoft-ds", 445, 1, false}, {"kpasswd", 464, 3, false}, {"submissions", 465, 1, false},
    {"ssmtp", 465, 1, true}, {"smtps", 465, 1, true}, {"urd", 465, 1, true}, {"saft", 487, 1, false}, {"isakmp", 500, 2, false}, {"rtsp", 554, 3, false},
    {"nqs", 607, 1, false}, {"asf-rmcp", 623, 2, false}, {"qmqp", 628, 1, false}, {"ipp", 631, 1, false}, {"ldp", 646, 3, false}, {"exec", 512, 1, false},
    {"biff", 512, 2, false}, {"comsat", 512, 2, true}, {"login", 513, 1, false}, {"who", 513, 2, false}, {"whod", 513, 2, true}, {"shell", 514, 1, false},
    {"cmd", 514, 1, true}, {"syslog", 514, 1, true}, {"syslog", 514, 2, false}, {"printer", 515, 1, false}, {"spooler", 515, 1, true}, {"talk", 517, 2, false},
    {"ntalk", 518, 2, false}, {"route", 520, 2, false}, {"router", 520, 2, true}, {"routed", 520, 2, true}, {"gdomap", 538, 3, false}, {"uucp", 540, 1, false},
    {"uucpd", 540, 1, true}, {"klogin", 543, 1, false}, {"kshell", 544, 1, false}, {"krcmd", 544, 1, true}, {"dhcpv6-client", 546, 2, false}, {"dhcpv6-server", 547, 2, false},
    {"afpovertcp", 548, 1, false}, {"nntps", 563, 1, false}, {"snntp", 563, 1, true}, {"submission", 587, 1, false}, {"ldaps", 636, 3, false}, {"tinc", 655, 3, false},
    {"silc", 706, 1, false}, {"kerberos-adm", 749, 1, false}, {"domain-s", 853, 3, false}, {"rsync", 873, 1, false}, {"ftps-data", 989, 1, false}, {"ftps", 990, 1, false},
    {"telnets", 992, 1, false}, {"imaps", 993, 1, false}, {"pop3s", 995, 1, false}, {"socks", 1080, 1, false}, {"proofd", 1093, 1, false}, {"rootd", 1094, 1, false},
    {"openvpn", 1194, 3, false}, {"rmiregistry", 1099, 1, false}, {"lotusnote", 1352, 1, false}, {"lotusnotes", 1352, 1, true}, {"ms-sql-s", 1433, 1, false}, {"ms-sql-m", 1434, 2, false},
    {"ingreslock", 1524, 1, false}, {"datametrics", 1645, 3, false}, {"old-radius", 1645, 3, true}, {"sa-msg-port", 1646, 3, false}, {"old-radacct", 1646, 3, true}, {"kermit", 1649, 1, false},
    {"groupwise", 1677, 1, false}, {"l2f", 1701, 2, false}, {"l2tp", 1701, 2, true}, {"radius", 1812, 3, false}, {"radius-acct", 1813, 3, false}, {"radacct", 1813, 3, true},
    {"cisco-sccp", 2000, 1, false}, {"nfs", 2049, 3, false}, {"gnunet", 2086, 3, false}, {"rtcm-sc104", 2101, 3, false}, {"gsigatekeeper", 2119, 1, false}, {"gris", 2135, 1, false},
    {"cvspserver", 2401, 1, false}, {"venus", 2430, 3, false}, {"venus-se", 2431, 3, false}, {"codasrv", 2432, 3, false}, {"codasrv-se", 2433, 3, false}, {"mon", 2583, 3, false},
    {"dict", 2628, 1, false}, {"f5-globalsite", 2792, 1, false}, {"gsiftp", 2811, 1, false}, {"gpsd", 2947, 1, false}, {"gds-db", 3050, 1, false}, {"gds_db", 3050, 1, true},
    {"icpv2", 3130, 2, false}, {"icp", 3130, 2, true}, {"isns", 3205, 3, false}, {"iscsi-target", 3260, 1, false}, {"mysql", 3306, 1, false}, {"ms-wbt-server", 3389, 1, false},
    {"nut", 3493, 3, false}, {"distcc", 3632, 1, false}, {"daap", 3689, 1, false}, {"svn", 3690, 1, false}, {"subversion", 3690, 1, true}, {"suucp", 4031, 1, false},
    {"sysrqd", 4094, 1, false}, {"sieve", 4190, 1, false}, {"epmd", 4369, 1, false}, {"remctl", 4373, 1, false}, {"f5-iquery", 4353, 1, false}, {"ntske", 4460, 1, false},
    {"ipsec-nat-t", 4500, 2, false}, {"iax", 4569, 2, false}, {"mtn", 4691, 1, false}, {"radmin-port", 4899, 1, false}, {"sip", 5060, 3, false}, {"sip-tls", 5061, 3, false},
    {"xmpp-client", 5222, 1, false}, {"jabber-client", 5222, 1, true}, {"xmpp-server", 5269, 1, false}, {"jabber-server", 5269, 1, true}, {"cfengine", 5308, 1, false}, {"mdns", 5353, 2, false},
    {"postgresql", 5432, 1, false}, {"postgres", 5432, 1, true}, {"freeciv", 5556, 1, false}, {"rptp", 5556, 1, true}, {"amqps", 5671, 1, false}, {"amqp", 5672, 5, false},
    {"x11", 6000, 1, false}, {"x11-0", 6000, 1, true}, {"x11-1", 6001, 1, false}, {"x11-2", 6002, 1, false}, {"x11-3", 6003, 1, false}, {"x11-4", 6004, 1, false},
    {"x11-5", 6005, 1, false}, {"x11-6", 6006, 1, false}, {"x11-7", 6007, 1, false}, {"gnutella-svc", 6346, 3, false}, {"gnutella-rtr", 6347, 3, false}, {"redis", 6379, 1, false},
    {"sge-qmaster", 6444, 1, false}, {"sge_qmaster", 6444, 1, true}, {"sge-execd", 6445, 1, false}, {"sge_execd", 6445, 1, true}, {"mysql-proxy", 6446, 1, false}, {"babel", 6696, 2, false},
    {"ircs-u", 6697, 1, false}, {"bbs", 7000, 1, false}, {"afs3-fileserver", 7000, 2, false}, {"afs3-callback", 7001, 2, false}, {"afs3-prserver", 7002, 2, false}, {"afs3-vlserver", 7003, 2, false},
    {"afs3-kaserver", 7004, 2, false}, {"afs3-volser", 7005, 2, false}, {"afs3-bos", 7007, 2, false}, {"afs3-update", 7008, 2, false}, {"afs3-rmtsys", 7009, 2, false}, {"font-service", 7100, 1, false},
    {"xfs", 7100, 1, true}, {"http-alt", 8080, 1, false}, {"webcache", 8080, 1, true}, {"puppet", 8140, 1, false}, {"bacula-dir", 9101, 1, false}, {"bacula-fd", 9102, 1, false},
    {"bacula-sd", 9103, 1, false}, {"xmms2", 9667, 1, false}, {"nbd", 10809, 1, false}, {"zabbix-agent", 10050, 1, false}, {"zabbix-trapper", 10051, 1, false}, {"amanda", 10080, 1, false},
    {"dicom", 11112, 1, false}, {"hkp", 11371, 1, false}, {"db-lsp", 17500, 1, false}, {"dcap", 22125, 1, false}, {"gsidcap", 22128, 1, false}, {"wnn6", 22273, 1, false},
    {"kerberos4", 750, 3, false}, {"kerberos-iv", 750, 3, true}, {"kdc", 750, 3, true}, {"kerberos-master", 751, 3, false}, {"kerberos_master", 751, 2, true}, {"passwd-server", 752, 2, false},
    {"passwd_server", 752, 2, true}, {"krb-prop", 754, 1, false}, {"krb_prop", 754, 1, true}, {"krb5_prop", 754, 1, true}, {"hprop", 754, 1, true}, {"zephyr-srv", 2102, 2, false},
    {"zephyr-clt", 2103, 2, false}, {"zephyr-hm", 2104, 2, false}, {"iprop", 2121, 1, false}, {"supfilesrv", 871, 1, false}, {"supfiledbg", 1127, 1, false}, {"poppassd", 106, 1, false},
    {"moira-db", 775, 1, false}, {"moira_db", 775, 1, true}, {"moira-update", 777, 1, false}, {"moira_update", 777, 1, true}, {"moira-ureg", 779, 2, false}, {"moira_ureg", 779, 2, true},
    {"spamd", 783, 1, false}, {"skkserv", 1178, 1, false}, {"predict", 1210, 2, false}, {"rmtcfg", 1236, 1, false}, {"xtel", 1313, 1, false}, {"xtelw", 1314, 1, false},
    {"zebrasrv", 2600, 1, false}, {"zebra", 2601, 1, false}, {"ripd", 2602, 1, false}, {"ripngd", 2603, 1, false}, {"ospfd", 2604, 1, false}, {"bgpd", 2605, 1, false},
    {"ospf6d", 2606, 1, false}, {"ospfapi", 2607, 1, false}, {"isisd", 2608, 1, false}, {"fax", 4557, 1, false}, {"hylafax", 4559, 1, false}, {"munin", 4949, 1, false},
    {"lrrd", 4949, 1, true}, {"rplay", 5555, 2, false}, {"nrpe", 5666, 1, false}, {"nsca", 5667, 1, false}, {"canna", 5680, 1, false}, {"syslog-tls", 6514, 1, false},
    {"sane-port", 6566, 1, false}, {"sane", 6566, 1, true}, {"saned", 6566, 1, true}, {"ircd", 6667, 1, false}, {"zope-ftp", 8021, 1, false}, {"tproxy", 8081, 1, false},
    {"omniorb", 8088, 1, false}, {"clc-build-daemon", 8990, 1, false}, {"xinetd", 9098, 1, false}, {"git", 9418, 1, false}, {"zope", 9673, 1, false}, {"webmin", 10000, 1, false},
    {"kamanda", 10081, 1, false}, {"amandaidx", 10082, 1, false}, {"amidxtape", 10083, 1, false}, {"sgi-cmsd", 17001, 2, false}, {"sgi-crsd", 17002, 2, false}, {"sgi-gcd", 17003, 2, false},
    {"sgi-cad", 17004, 1, false}, {"binkp", 24554, 1, false}, {"asp", 27374, 3, false}, {"csync2", 30865, 1, false}, {"dircproxy", 57000, 1, false}, {"tfido", 60177, 1, false},
    {"fido", 60179, 1, false},
});

int bitOf(std::uint8_t protocol) { return protocol == 6 ? tcp : protocol == 17 ? udp : protocol == 132 ? sctp : 0; }

} // namespace

std::optional<std::uint16_t> portOfService(std::string_view name, std::uint8_t protocol)
{
    const auto at = std::ranges::find_if(services, [&](const Service& service) { return service.name == name && (bitOf(protocol) == 0 || (service.protocols & bitOf(protocol)) != 0); });
    return at == services.end() ? std::nullopt : std::optional(at->port);
}

std::string_view serviceOfPort(std::uint16_t port, std::uint8_t protocol)
{
    const auto at = std::ranges::find_if(services, [&](const Service& service) { return service.port == port && !service.isAlias && (bitOf(protocol) == 0 || (service.protocols & bitOf(protocol)) != 0); });
    return at == services.end() ? std::string_view() : at->name;
}

} // namespace hoplens

package io.github.cambtts.internal.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which part of the network a URL's host is in, decided by its text alone: an address by its range (the registries of
 * RFC 6890), a name only if it is reserved. No name is resolved. The one judge of hosts: what this machine is to a
 * presigned URL it is to a base URL on plain {@code http} too.
 */
public enum HostPlace {
    /** This machine: loopback, and the unspecified address, which reaches it too. */
    THIS_MACHINE,
    /** Addresses that mean another host in every network: RFC 1918, RFC 6598, RFC 4193 and others. */
    PRIVATE_NETWORK,
    /**
     * Hosts that no storage has: link-local, multicast and reserved addresses, those of clouds' metadata services,
     * names that only some systems give this machine, and addresses in a form that programs read differently.
     */
    NO_STORAGE,
    /** Everything else. */
    ANYWHERE;

    /**
     * Names and IPv4 addresses of the services that hand a cloud's machines their credentials, and names of this
     * machine in the {@code /etc/hosts} of some systems.
     */
    private static final Set<String> REFUSED = Set.of(
            "metadata",
            "metadata.google.internal",
            "metadata.goog",
            "metadata.azure.internal",
            "metadata.oraclecloud.com",
            "metadata.packet.net",
            "metadata.platformequinix.com",
            "metadata.tencentyun.com",
            "api.metadata.cloud.ibm.com",
            "instance-data",
            "instance-data.ec2.internal",
            "100.100.100.200",
            "168.63.129.16",
            "localhost.localdomain",
            "localhost4",
            "localhost4.localdomain4",
            "localhost6",
            "localhost6.localdomain6",
            "ip6-localhost",
            "ip6-loopback",
            "ip6-localnet",
            "ip6-allnodes",
            "ip6-allrouters",
            "ip6-allhosts",
            "ip6-mcastprefix",
            "ipv6-localhost",
            "ipv6-loopback",
            "loopback",
            "loghost");

    /** The first 32 bits of such services' IPv6 addresses: Amazon, Google, Oracle, Scaleway. */
    private static final Set<Integer> REFUSED_PREFIXES = Set.of(0xFD000EC2, 0xFD2000CE, 0xFD0000C1, 0xFD000042);

    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
    private static final int OCTETS = 4;
    private static final int NAT64 = 0x0064FF9B;
    private static final int SIX_TO_FOUR = 0x2002;

    /** RFC 5214: the bits before the IPv4 address in an interface identifier. */
    private static final int ISATAP = 0x00005EFE;

    /** RFC 4380: a tunnel to an IPv4 address, obsolete. */
    private static final int TEREDO = 0x20010000;

    /** Tells the place of a host as {@link java.net.URI#getHost} returns it. */
    public static HostPlace of(String host) {
        if (host.startsWith("[")) {
            return ofAddress(host.substring(1, host.length() - 1));
        }
        String name = (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).toLowerCase(Locale.ROOT);
        if (REFUSED.contains(name)) {
            return NO_STORAGE;
        }
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return THIS_MACHINE;
        }
        String[] labels = name.split("\\.", -1);
        if (!NUMBER.matcher(labels[labels.length - 1]).matches()) {
            return ANYWHERE;
        }
        // Some resolvers accept addresses that are decimal, hexadecimal or octal, or that have fewer parts.
        boolean isPlain = labels.length == OCTETS
                && Arrays.stream(labels)
                        .allMatch(octet -> OCTET.matcher(octet).matches() && Integer.parseInt(octet) <= 0xFF);
        return isPlain ? ofAddress(name) : NO_STORAGE;
    }

    /** Tells the place of an address; {@link InetAddress#getByName} resolves nothing if it is given an address. */
    private static HostPlace ofAddress(String literal) {
        if (literal.indexOf('%') >= 0) {
            return NO_STORAGE;
        }
        try {
            // Java itself converts an IPv4-mapped address to IPv4.
            byte[] bytes = InetAddress.getByName(literal).getAddress();
            return bytes.length == OCTETS ? ofIpv4(bytes, 0) : ofIpv6(bytes);
        } catch (UnknownHostException e) {
            return NO_STORAGE;
        }
    }

    private static HostPlace ofIpv4(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int second = bytes[at + 1] & 0xFF;
        String text = first + "." + second + "." + (bytes[at + 2] & 0xFF) + "." + (bytes[at + 3] & 0xFF);
        if (first == 0 || first == 127) {
            return THIS_MACHINE;
        }
        boolean isReserved = first >= 224 || text.startsWith("169.254.") || text.startsWith("192.0.0.");
        if (isReserved || REFUSED.contains(text)) {
            return NO_STORAGE;
        }
        boolean isPrivate = first == 10
                || (first == 172 && second >> 4 == 1)
                || (first == 192 && second == 168)
                || (first == 100 && second >> 6 == 1)
                || (first == 198 && second >> 1 == 9);
        return isPrivate ? PRIVATE_NETWORK : ANYWHERE;
    }

    private static HostPlace ofIpv6(byte[] bytes) {
        ByteBuffer address = ByteBuffer.wrap(bytes);
        int first = address.getShort(0) & 0xFFFF;
        if (address.getLong(0) == 0 && (address.getLong(8) == 0 || address.getLong(8) == 1)) {
            return THIS_MACHINE;
        }
        int embedded = embeddedIpv4(address, first);
        if (embedded >= 0) {
            // A translator or a tunnel is for public addresses only (RFC 6052, section 3.1; RFC 3056, section 2).
            return ofIpv4(bytes, embedded) == ANYWHERE ? ANYWHERE : NO_STORAGE;
        }
        if (REFUSED_PREFIXES.contains(address.getInt(0))) {
            return NO_STORAGE;
        }
        if (first >> 9 == 0xFC00 >> 9 || first >> 6 == 0xFEC0 >> 6) {
            return PRIVATE_NETWORK;
        }
        boolean isGlobalUnicast = first >> 13 == 0x2000 >> 13 && address.getInt(0) != TEREDO;
        return isGlobalUnicast ? ANYWHERE : NO_STORAGE;
    }

    /** Returns where an IPv4 address begins: compatible, NAT64 (RFC 6052), 6to4 (RFC 3056), ISATAP; negative if none. */
    private static int embeddedIpv4(ByteBuffer address, int first) {
        if (first == SIX_TO_FOUR) {
            return 2;
        }
        boolean atEnd = (address.getLong(0) == 0 && address.getInt(8) == 0)
                || (address.getInt(0) == NAT64 && address.getInt(4) == 0 && address.getInt(8) == 0)
                || (address.getInt(8) & ~0x02000000) == ISATAP;
        return atEnd ? 12 : -1;
    }
}

/*
 * Multicast: a datagram to the address of a group reaches each socket of this
 * machine that has joined it, and no other. Nobody knows who they are.
 */
#define _DEFAULT_SOURCE /* struct ip_mreq, which POSIX does not have */
#include <sys/time.h>

#include "net.h"

#define GROUP "239.255.61.33"

/* Returns a socket at the port, which several may have; joins the group. */
static int
receiver(bool joins)
{
	const int fd = must("socket", socket(AF_INET, SOCK_DGRAM, 0));
	const struct timeval second = { 1, 0 };
	struct ip_mreq group;

	must_bind(fd);
	must("getsockname", getsockname(fd, any, &size));
	must("setsockopt",
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second)));
	group.imr_multiaddr.s_addr = inet_addr(GROUP);
	group.imr_interface.s_addr = htonl(INADDR_LOOPBACK);
	if (joins &&
	    setsockopt(
		fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof(group)) == -1)
		skip("multicast", strerror(errno));
	return fd;
}

static bool
gets(int fd, const char *text)
{
	char got[16] = "";

	return recv(fd, got, sizeof(got) - 1, 0) > 0 && strcmp(got, text) == 0;
}

int
main(void)
{
	const struct in_addr here = { htonl(INADDR_LOOPBACK) };
	const int sender = must_socket(SOCK_DGRAM, "0");

	address.sin_addr.s_addr = inet_addr(GROUP);
	const int one = receiver(true), two = receiver(true);
	must("setsockopt",
	    setsockopt(
		sender, IPPROTO_IP, IP_MULTICAST_IF, &here, sizeof(here)));
	if (sendto(sender, "salam", 5, 0, any, size) == -1)
		skip("multicast", strerror(errno));
	say("one datagram to " GROUP);
	expect(gets(one, "salam") && gets(two, "salam"), "both members get it");
	must("close", close(two));
	must("sendto", sendto(sender, "again", 5, 0, any, size));
	expect(gets(one, "again"), "the other one goes on");
	return 0;
}

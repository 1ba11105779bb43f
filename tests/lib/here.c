/* Features that not every machine has: see here.h. */
#include "here.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/io.h"

bool
here_is_ipv6(void)
{
	const struct sockaddr_in6 loopback = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	const bool is = fd != -1 &&
	    bind(fd, (const struct sockaddr *)&loopback, sizeof(loopback)) == 0;

	io_close(&fd);
	return is;
}

bool
here_ports_are_roots(void)
{
	FILE *file =
	    fopen("/proc/sys/net/ipv4/ip_unprivileged_port_start", "r");
	char first[32] = "1024";

	if (file != NULL) {
		(void)fgets(first, sizeof(first), file); /* else as it is */
		(void)fclose(file); /* was only read */
	}
	return strtol(first, NULL, 10) > 1022;
}

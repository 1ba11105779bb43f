/* The network, and what else connects: see attempts.h. */
#define _GNU_SOURCE /* syscall */
#include "attempts.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/sandbox/sandbox.h"

static struct sockaddr_in
loopback(const char *port)
{
	return (struct sockaddr_in) { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtol(port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static long
make_a_socket(const char *unused)
{
	(void)unused;
	return syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);
}

static long
make_a_pair(const char *unused)
{
	int fd[2];

	(void)unused;
	return syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, fd);
}

static long
connect_to_port(const char *port)
{
	const struct sockaddr_in to = loopback(port);
	const long fd = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? fd : syscall(SYS_connect, fd, &to, sizeof(to));
}

static long
bind_a_port(const char *unused)
{
	const struct sockaddr_in to = loopback("0");
	const long fd = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);

	(void)unused;
	return fd < 0 ? fd : syscall(SYS_bind, fd, &to, sizeof(to));
}

/* The name is an abstract one, without the @ before it. */
static long
connect_to_name(const char *name)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const size_t len = strlen(name);
	const long fd = syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);

	memcpy(to.sun_path + 1, name, len);
	return fd < 0 ? fd :
			syscall(SYS_connect, fd, &to,
			    offsetof(struct sockaddr_un, sun_path) + 1 + len);
}

static long
connect_to_path(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	const long fd = syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);

	strncpy(to.sun_path, path, sizeof(to.sun_path) - 1);
	return fd < 0 ? fd : syscall(SYS_connect, fd, &to, sizeof(to));
}

/* Its own socket is connected; it could be made to talk to another. */
static long
connect_elsewhere(const char *port)
{
	const struct sockaddr_in to = loopback(port);

	return syscall(SYS_connect, CHILD_SOCKET, &to, sizeof(to));
}

static long
send_a_message(const char *unused)
{
	struct msghdr none = { 0 };

	(void)unused;
	return syscall(SYS_sendmsg, CHILD_SOCKET, &none, 0);
}

static long
set_an_option(const char *unused)
{
	const int off = 0;

	(void)unused;
	return syscall(SYS_setsockopt, CHILD_SOCKET, SOL_SOCKET, SO_KEEPALIVE,
	    &off, sizeof(off));
}

static long
type_for_others(const char *unused)
{
	(void)unused;
	return syscall(SYS_ioctl, CHILD_SOCKET, TIOCSTI, "x");
}

static long
ask_for_signals(const char *pid)
{
	return syscall(
	    SYS_fcntl, CHILD_SOCKET, F_SETOWN, strtol(pid, NULL, 10));
}

const struct attempts attempts_sockets[] = {
	{ "make_a_socket", make_a_socket },
	{ "make_a_pair", make_a_pair },
	{ "connect_to_port", connect_to_port },
	{ "bind_a_port", bind_a_port },
	{ "connect_to_name", connect_to_name },
	{ "connect_to_path", connect_to_path },
	{ "connect_elsewhere", connect_elsewhere },
	{ "send_a_message", send_a_message },
	{ "set_an_option", set_an_option },
	{ "type_for_others", type_for_others },
	{ "ask_for_signals", ask_for_signals },
	{ NULL, NULL },
};

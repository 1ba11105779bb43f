/* The server's sockets as the kernel sees them: see kernel_view.h. */
#include "kernel_view.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_SIZE 64

#ifdef __linux__
#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define LISTENS 10 /* TCP_LISTEN, which the headers here do not name */
#define ANSWER_SIZE 4096

static struct {
	int fd; /* of the kernel's answers; 0: not asked yet */
} view;

struct question {
	struct nlmsghdr head;
	struct inet_diag_req_v2 body;
};

static bool
ask(uint16_t port, uint16_t client)
{
	const in_addr_t here = htonl(INADDR_LOOPBACK);
	struct question question = {
		.head = { .nlmsg_len = sizeof(question),
		    .nlmsg_type = SOCK_DIAG_BY_FAMILY,
		    .nlmsg_flags = NLM_F_REQUEST },
		.body = { .sdiag_family = AF_INET,
		    .sdiag_protocol = IPPROTO_TCP,
		    .idiag_states = ~0U,
		    .id = { .idiag_sport = htons(port),
			.idiag_dport = htons(client),
			.idiag_src = { here },
			.idiag_dst = { client != 0 ? here : 0 },
			.idiag_cookie = { INET_DIAG_NOCOOKIE,
			    INET_DIAG_NOCOOKIE } } },
	};

	if (view.fd == 0)
		view.fd = socket(
		    AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	return view.fd != -1 &&
	    send(view.fd, &question, sizeof(question), 0) == sizeof(question);
}

/*
 * Finds the socket; with client 0, the listening one. Sets *can to whether the
 * kernel answers such questions at all.
 */
static bool
find(uint16_t port, uint16_t client, struct inet_diag_msg *found, bool *can)
{
	union {
		struct nlmsghdr head;
		char room[ANSWER_SIZE];
	} answer;
	struct nlmsgerr error;
	ssize_t len;

	*can = ask(port, client);
	if (!*can)
		return false;
	/* It answers from within send, so there is nothing to wait for. */
	len = recv(view.fd, &answer, sizeof(answer), MSG_DONTWAIT);
	if (len >= (ssize_t)NLMSG_LENGTH(sizeof(error)) &&
	    answer.head.nlmsg_type == NLMSG_ERROR) {
		memcpy(&error, NLMSG_DATA(&answer.head), sizeof(error));
		*can = error.error == -ENOENT;
		return false;
	}
	*can = len >= (ssize_t)NLMSG_LENGTH(sizeof(*found));
	if (!*can)
		return false;
	memcpy(found, NLMSG_DATA(&answer.head), sizeof(*found));
	/* One that listens is the answer too where there is no connection. */
	return (found->idiag_state == LISTENS) == (client == 0);
}

bool
kernel_view_opens(void)
{
	struct inet_diag_msg found;
	bool can;

	(void)find(1, 1, &found, &can); /* most likely there is none */
	return can;
}

bool
kernel_view_listens(uint16_t port)
{
	return kernel_view_inode(port, 0) != 0;
}

bool
kernel_view_has_read(uint16_t port, uint16_t client)
{
	struct inet_diag_msg found;
	bool can;

	if (!find(port, client, &found, &can))
		return can;
	return found.idiag_inode != 0 && found.idiag_rqueue == 0;
}

unsigned long
kernel_view_inode(uint16_t port, uint16_t client)
{
	struct inet_diag_msg found;
	bool can;

	return find(port, client, &found, &can) ? found.idiag_inode : 0;
}
#else
bool
kernel_view_opens(void)
{
	return false;
}

bool
kernel_view_listens(uint16_t port)
{
	(void)port;
	return false;
}

bool
kernel_view_has_read(uint16_t port, uint16_t client)
{
	(void)port;
	(void)client;
	return false;
}

unsigned long
kernel_view_inode(uint16_t port, uint16_t client)
{
	(void)port;
	(void)client;
	return 0;
}
#endif

static DIR *
open_files(pid_t pid)
{
	char path[PATH_SIZE];

	(void)snprintf(path, sizeof(path), "/proc/%ld/fd", (long)pid);
	return opendir(path);
}

bool
kernel_view_holds(pid_t pid, unsigned long inode)
{
	char wanted[PATH_SIZE];
	char target[PATH_SIZE];
	bool held = false;
	const struct dirent *entry;
	DIR *files = open_files(pid);

	(void)snprintf(wanted, sizeof(wanted), "socket:[%lu]", inode);
	while (files != NULL && !held && (entry = readdir(files)) != NULL) {
		const ssize_t len = readlinkat(
		    dirfd(files), entry->d_name, target, sizeof(target) - 1);
		target[len > 0 ? len : 0] = '\0';
		held = strcmp(target, wanted) == 0;
	}
	if (files != NULL)
		(void)closedir(files);
	return held;
}

bool
kernel_view_sees_files(pid_t pid)
{
	DIR *files = open_files(pid);

	return files != NULL && closedir(files) == 0;
}

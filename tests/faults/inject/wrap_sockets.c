/* Calls on sockets: see inject.h. */
#define _GNU_SOURCE /* accept4 */
#include <sys/socket.h>

#include "inject.h"

/* The type that the C library declares as a union of pointers. */
typedef struct sockaddr *address;
typedef const struct sockaddr *const_address;

WRAP(int, accept4, -1, (int fd, address from, socklen_t *len, int flags),
    (fd, from, len, flags))
WRAP(int, bind, -1, (int fd, const_address to, socklen_t len), (fd, to, len))
WRAP(int, connect, -1, (int fd, const_address to, socklen_t len), (fd, to, len))
WRAP(int, getsockname, -1, (int fd, address to, socklen_t *len), (fd, to, len))
WRAP(int, getsockopt, -1,
    (int fd, int level, int name, void *value, socklen_t *len),
    (fd, level, name, value, len))
WRAP(int, listen, -1, (int fd, int backlog), (fd, backlog))
WRAP(ssize_t, sendmsg, -1, (int fd, const struct msghdr *message, int flags),
    (fd, message, flags))
WRAP(int, setsockopt, -1,
    (int fd, int level, int name, const void *value, socklen_t len),
    (fd, level, name, value, len))
WRAP(int, shutdown, -1, (int fd, int how), (fd, how))
WRAP(int, socketpair, -1, (int family, int type, int protocol, int fd[2]),
    (family, type, protocol, fd))
WRAP(int, socket, -1, (int family, int type, int protocol),
    (family, type, protocol))

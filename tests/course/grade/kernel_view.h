/*
 * The server's TCP sockets as the kernel sees them (Linux): whether the server
 * has accepted a connection, and has read all that was sent to it. So a client
 * can wait for a busy server, where otherwise only a pause could separate one
 * write from the next. The server is at 127.0.0.1, and so are its clients.
 */
#ifndef TESTS_GRADE_KERNEL_VIEW_H
#define TESTS_GRADE_KERNEL_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Returns whether the kernel shows sockets; if not, nothing below is true. */
bool kernel_view_opens(void);

/* Returns whether a socket listens at the port. */
bool kernel_view_listens(uint16_t port);

/*
 * Returns whether the server at the port has accepted the connection from the
 * client's port and read everything that has arrived. Also true if it has
 * closed the connection.
 */
bool kernel_view_has_read(uint16_t port, uint16_t client);

/*
 * Returns the inode number of the socket at the port that is connected to the
 * client's port; of the listening one if that is 0. 0 if there is none.
 */
unsigned long kernel_view_inode(uint16_t port, uint16_t client);

/* Returns whether the process has the socket of that inode number open. */
bool kernel_view_holds(pid_t pid, unsigned long inode);

/*
 * Returns whether we may see which files the process has open, as its owner
 * and root can.
 */
bool kernel_view_sees_files(pid_t pid);

#endif

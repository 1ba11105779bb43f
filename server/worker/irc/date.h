/*
 * The date as IRCv3 server-time has it, to the millisecond, in UTC. A worker
 * has nothing of libc's that would know it. Pure but for the last second, which
 * is kept: most lines are of the same.
 */
#ifndef SERVER_WORKER_IRC_DATE_H
#define SERVER_WORKER_IRC_DATE_H

#include "worker/irc/session.h"

/* "2026-11-20T07:33:20.123Z", without NUL. */
#define IRC_DATE (IRC_SECOND + 5)

/* Of µs since 1970, until the year 9999, written into room. */
struct str irc_date(struct irc *irc, uint64_t time, char room[IRC_DATE]);

/* And back, in µs; false if that is no date of that form since 1970. */
bool irc_date_read(struct str date, uint64_t *time);

#endif

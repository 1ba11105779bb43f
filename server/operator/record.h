/*
 * The directory in which servers that root starts record the users that they
 * switch to (SCORE_USERS in shared/score.h). It tells forkcastctl(8) which
 * users' scoreboards belong to servers. Written once, while the server is root.
 */
#ifndef SERVER_OPERATOR_RECORD_H
#define SERVER_OPERATOR_RECORD_H

#include <sys/types.h>

/*
 * Records that we are about to become that user. Does nothing if we are not
 * root, or stay root. Logs a failure.
 */
void record_user(uid_t user);

#endif

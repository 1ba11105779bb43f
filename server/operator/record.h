/*
 * The record of the users that servers started by root become (SCORE_USERS in
 * shared/score.h): forkcastctl(8) takes the scoreboards of those for a server's
 * without being told to. Written once, by forkcastd.c, while it is root.
 */
#ifndef SERVER_OPERATOR_RECORD_H
#define SERVER_OPERATOR_RECORD_H

#include <sys/types.h>

/*
 * We are about to become that user. Does nothing if we are not root, or stay
 * root; the log says so if it cannot be recorded.
 */
void record_user(uid_t user);

#endif

/*
 * Keeping the account and the secret of a login that was typed in the
 * configuration file, for the next start.
 */
#ifndef CLIENT_PERSON_ACCOUNT_KEEPING_H
#define CLIENT_PERSON_ACCOUNT_KEEPING_H

#include <stdbool.h>

struct chat;

/*
 * Returns whether the person is to be asked, or tells them what to do next time
 * instead, if there is something.
 */
bool keeping_begins(struct chat *chat);

/*
 * Keeps them where the settings of the server are, or in a section of its own,
 * and tells the person. Blocks as settings_keep does.
 */
void keeping_keep(struct chat *chat);

#endif

/* Words with commas between them, as commands have their targets. */
#ifndef SERVER_WORKER_IRC_WORDS_H
#define SERVER_WORKER_IRC_WORDS_H

#include "worker/irc/session.h"

/* Takes the next one, which may be empty; false if there is none. */
bool irc_next_word(struct str *words, struct str *word);

/* The one with that number, from 0; false if there are not so many. */
bool irc_word_at(struct str words, size_t number, struct str *word);

/* The one whose step it is. */
bool irc_step_word(const struct irc *irc, struct str words, struct str *word);

#endif

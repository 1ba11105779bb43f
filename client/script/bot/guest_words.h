/*
 * The words of a bot's guests: the part of forkcast-protocol(7) that the
 * commands for scripts need, without what belongs to a single connection, such
 * as a lock. Answers are those of the server.
 */
#ifndef CLIENT_SCRIPT_BOT_GUEST_WORDS_H
#define CLIENT_SCRIPT_BOT_GUEST_WORDS_H

#include "script/bot/guests.h"
#include "script/bot/voice.h"
#include "script/script.h"

void guest_words_begin(struct script *script);

/* Takes a line of guest number i; null: one that was too long. */
void guest_words_take(int i, struct str line);

/*
 * Passes on a line of the server that is the answer, or part of it, to a
 * guest's command.
 */
void guest_words_answered(
    const struct voice_answer *answer, const struct command *line);

#endif

/*
 * The commands that the bot sends for others over its connection, and who is
 * owed the answer to each: the input, a guest, or nobody.
 */
#ifndef CLIENT_SCRIPT_BOT_VOICE_H
#define CLIENT_SCRIPT_BOT_VOICE_H

#include <stdbool.h>

#include "script/script.h"
#include "shared/grammar.h"

/* The creditors of an answer; guests have the numbers from 0. */
enum { VOICE_NOBODY = -1, VOICE_INPUT = -2 };

/* A line of the server that answers a command, or is part of an answer. */
struct voice_answer {
	int who;
	enum verb verb; /* of the command */
	bool ends; /* nothing more follows */
};

void voice_begin(struct script *script);

/*
 * Returns whether another command may be sent now. While the bot is not in all
 * of its groups, none may.
 */
bool voice_ready(void);

/* Sends a command, given as a whole line; only when voice_ready. */
void voice_say(int who, enum verb verb, struct str line);

/*
 * Takes the last line of the server. Returns false if it answers no command
 * that was sent here.
 */
bool voice_take(const struct command *line, struct voice_answer *answer);

/* Owes the guest's answers to nobody: it has gone. */
void voice_forget(int who);

/*
 * Forgets all commands, because the connection is lost; calls lost for each
 * that somebody is owed the answer to.
 */
void voice_lost(void (*lost)(int who));

#endif

/* Replies to commands: see answers.h. */
#include "router/delivery/answers.h"

#include <assert.h>

#include "router/delivery/fanout.h"

enum outcome
answers_reply(uint32_t client, struct words words)
{
	fanout_client(client, words);
	return OUTCOME_DONE;
}

enum outcome
answers_ok(uint32_t who, const struct command *command, struct words words)
{
	struct str all[2 + ANSWERS_WORDS] = { STR("ok"), command->rule->word };

	assert(words.count <= ANSWERS_WORDS);
	for (size_t i = 0; i < words.count; i++)
		all[2 + i] = words.at[i];
	return answers_reply(who, (struct words) { all, 2 + words.count });
}

enum outcome
answers_refuse_saying(uint32_t who, const struct command *command,
    enum code code, struct str text)
{
	return answers_reply(
	    who, WORDS(STR("err"), command->rule->word, code_word(code), text));
}

enum outcome
answers_refuse(uint32_t who, const struct command *command, enum code code)
{
	return answers_refuse_saying(who, command, code, code_text(code));
}

enum outcome
answers_refuse_over(uint32_t who, const struct command *command, enum code code,
    struct excess over)
{
	return answers_refuse_verb(who, command->rule->word, code, over);
}

enum outcome
answers_refuse_verb(
    uint32_t who, struct str verb, enum code code, struct excess over)
{
	char room[CODE_SAID];

	return answers_reply(who,
	    WORDS(STR("err"), verb, code_word(code),
		code_over(code, over, room)));
}

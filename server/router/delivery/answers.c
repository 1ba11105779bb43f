/* Replies to commands: see answers.h. */
#include "router/delivery/answers.h"

#include "router/delivery/fanout.h"

enum outcome
answers_reply(uint32_t client, struct words words)
{
	fanout_client(client, words);
	return OUTCOME_DONE;
}

enum outcome
answers_refuse_saying(
    uint32_t who, struct str verb, enum code code, struct str text)
{
	return answers_reply(
	    who, WORDS(STR("err"), verb, code_word(code), text));
}

enum outcome
answers_refuse(uint32_t who, struct str verb, enum code code)
{
	return answers_refuse_saying(who, verb, code, code_text(code));
}

enum outcome
answers_refuse_over(
    uint32_t who, struct str verb, enum code code, struct excess over)
{
	char room[CODE_SAID];

	return answers_refuse_saying(
	    who, verb, code, code_over(code, over, room));
}

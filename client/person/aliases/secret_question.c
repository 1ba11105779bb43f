/* Lines that ask for a secret: see secret_question.h. */
#include "person/aliases/secret_question.h"

#include <stddef.h>

#include "session/alias.h"
#include "shared/limits.h"

/* Returns whether the line, without aliases, asks for a secret. */
static bool
command_asks(struct str line)
{
	if (line.len > 0 && line.at[0] == '/')
		str_drop(&line, 1);
	const struct str word = str_word(&line);
	if (str_eq(word, STR("register")))
		return line.at == NULL;
	if (line.at == NULL ||
	    (!str_eq(word, STR("login")) && !str_eq(word, STR("oper")) &&
		!str_eq(word, STR("enroll"))))
		return false;
	(void)str_word(&line);
	return line.at == NULL;
}

bool
secret_question_follows(struct str line)
{
	char room[ALIAS_ROOM], first[2][LIMIT_LINE];
	struct alias_line one = alias_expand(str_strip(line), room);

	for (size_t i = 0; one.several && i < ALIAS_COMMANDS; i++) {
		one = alias_command(one.line, 0, first[i % 2]);
		if (one.wrong == NULL)
			one = alias_expand(one.line, room);
	}
	return command_asks(one.line);
}

/* Lines that ask for a secret: see secret_question.h. */
#include "person/secret_question.h"

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
	char room[LIMIT_LINE];

	line = str_strip(line);
	return alias_expand(&line, room) && command_asks(line);
}

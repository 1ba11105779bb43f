/* What a client makes of what it hears: see ear.h. */
#include "ear.h"

#include "shared/grammar.h"
#include "tests/lib/must.h"

static struct str
own_name(const struct ear *ear)
{
	return (struct str) { ear->name, ear->name_len };
}

static void
take_name(struct ear *ear, struct str name)
{
	memcpy(ear->name, name.at, name.len);
	ear->name_len = name.len;
}

/* Which of the groups that it is in; or their number. */
static size_t
find(const struct ear *ear, struct str group)
{
	size_t i = 0;

	while (i < ear->groups &&
	    !str_eq((struct str) { ear->group[i], ear->group_len[i] }, group))
		i++;
	return i;
}

static void
enter(struct ear *ear, struct str group)
{
	MUST(find(ear, group) == ear->groups, "it joins a second time");
	MUST(ear->groups < EAR_GROUPS, "too many groups");
	memcpy(ear->group[ear->groups], group.at, group.len);
	ear->group_len[ear->groups++] = group.len;
}

static void
leave(struct ear *ear, struct str group)
{
	const size_t i = find(ear, group);

	ear->groups--;
	memcpy(ear->group[i], ear->group[ear->groups], LIMIT_GROUP);
	ear->group_len[i] = ear->group_len[ear->groups];
}

static void
check_id(struct ear *ear, const struct command *said)
{
	uint64_t id;

	if (said->rule->args[0] != ARG_ID)
		return;
	MUST(str_to_number(said->arg[0], UINT64_MAX, &id) && id > ear->id,
	    "the ID is not behind the last one");
	ear->id = id;
}

/* An event of a group: said->arg[1], by said->arg[2]. */
static void
hear_group(struct ear *ear, const struct command *said)
{
	const bool own = str_eq(said->arg[2], own_name(ear));

	if (said->rule->verb == VERB_JOIN && own)
		enter(ear, said->arg[1]);
	MUST(find(ear, said->arg[1]) < ear->groups, "a group of others");
	if (said->rule->verb == VERB_LEAVE && own)
		leave(ear, said->arg[1]);
}

static void
hear_name(struct ear *ear, const struct command *said)
{
	if (str_eq(said->arg[1], own_name(ear)))
		take_name(ear, said->arg[2]);
}

static void
hear_ok(struct ear *ear, const struct command *said)
{
	if (str_eq(said->arg[0], STR("name")))
		take_name(ear, said->arg[1]);
}

static void
hear_bye(struct ear *ear, const struct command *said)
{
	(void)said;
	ear->ended = true;
}

static void (*const hears[VERB_COUNT])(
    struct ear *ear, const struct command *said) = {
	[VERB_OK] = hear_ok,
	[VERB_NAME] = hear_name,
	[VERB_JOIN] = hear_group,
	[VERB_LEAVE] = hear_group,
	[VERB_MSG] = hear_group,
	[VERB_TOPIC] = hear_group,
	[VERB_BYE] = hear_bye,
};

void
ear_hear(struct ear *ear, struct str line)
{
	struct command said;

	MUST(!ear->ended, "\"%.*s\" behind bye", (int)line.len, line.at);
	MUST(grammar_parse(line, FROM_SERVER, &said) == CODE_OK,
	    "no line of a server: \"%.*s\"", (int)line.len, line.at);
	check_id(ear, &said);
	if (hears[said.rule->verb] != NULL)
		hears[said.rule->verb](ear, &said);
}

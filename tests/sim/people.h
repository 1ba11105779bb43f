/*
 * Who was where, and had which role, as all that was heard up to an event makes
 * it; and who may have been: of a client that has left nobody knows what it did
 * last. Connections of a client stand for their lead.
 */
#ifndef TESTS_SIM_PEOPLE_H
#define TESTS_SIM_PEOPLE_H

#include "model.h"

/* The last one stands for all that are too many, and is vague. */
#define GROUPS 64

/* A client as all that was heard up to a moment makes it. */
struct person {
	char name[LIMIT_NAME + 1]; /* empty: none yet */
	uint32_t at; /* the next line of what it heard */
	bool gone; /* the client */
	bool ended; /* the connection, the client or not */
	bool attached; /* the rest is of its lead, from here on */
	bool guessed; /* that it is gone: it did not hear an event */
	bool late; /* somebody came who may have come after it quit */
	uint64_t quit; /* the event; 0: nobody has heard it */
	bool in[GROUPS];
	bool roles[GROUPS]; /* it is an operator */
	bool voices[GROUPS];
	bool open[GROUPS]; /* it was invited */
};

struct group {
	char name[LIMIT_GROUP + 1];
	bool vague; /* who has which role, or what its modes are */
	bool flags[128]; /* by letter; b: it has masks */
	char key[LIMIT_GROUP_KEY + 1];
	uint64_t limit;
	uint64_t emptied; /* last */
};

struct people {
	const struct model *model;
	struct person person[MODEL_LIVES];
	struct group group[GROUPS];
	size_t groups;
	uint64_t now; /* the state is that before the event with this ID */
};
extern struct people people;

#define FOR_EACH_PERSON(i) for (uint32_t i = 0; i < people.model->lives; i++)

size_t people_group(struct str name);
struct person *people_client(const struct person *person);
bool people_is_of(uint32_t number, const struct person *client);
size_t people_connections(const struct person *client);
size_t people_members(size_t group);
const struct model_life *people_life(const struct person *person);
bool people_is_ending(const struct person *person);
bool people_may_have_done(const struct person *person);
bool people_may_be_empty(size_t group);
bool people_is_vague(size_t group);
bool people_may_have(const struct person *person, enum verb verb, size_t group);
bool people_may_be_in(const struct person *person, size_t group);
bool people_may_be_out(const struct person *person, size_t group);
void people_leaves(struct person *person, size_t group);
bool people_share(const struct person *a, const struct person *b);
void people_quits(struct person *person);
void people_ends(uint32_t number);
struct person *people_find(struct str name);
void people_take_name(struct person *person, struct str name);
bool people_somebody_ends(void);
struct command people_heard(uint32_t line);
struct command people_said(uint32_t line);

#endif

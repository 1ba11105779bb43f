/* The way from the server to the person. */
#ifndef CLIENT_CHAT_CORE_CHAT_ANSWERS_H
#define CLIENT_CHAT_CORE_CHAT_ANSWERS_H

struct chat;

/* Shows the lines of the server, as far as there is room. */
void chat_show_answers(struct chat *chat);

#endif

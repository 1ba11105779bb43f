/* Programs that a test needs, such as tmux(1), and that a machine may lack. */
#ifndef TESTS_LIB_TMUX_H
#define TESTS_LIB_TMUX_H

/* Skips the test unless all these programs, up to a null, are installed. */
void tmux_needs(const char *const programs[]);

#endif

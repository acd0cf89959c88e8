/*
 * An expression of a deployment template: what stands between "[" and "]" of a JSON text
 * (reference/resource-manager.md §5.2). There are no operators: everything is a function.
 */
grammar TemplateExpression;

document
    : expression EOF
    ;

expression
    : primary postfix*
    ;

primary
    : call
    | STRING
    | INTEGER
    ;

// A dotted name is a user-defined function: namespace.member(...)
call
    : NAME ('.' NAME)? '(' (expression (',' expression)*)? ')'
    ;

postfix
    : '.' NAME              # property
    | '[' expression ']'    # index
    ;

STRING
    : '\'' (~'\'' | '\'\'')* '\''
    ;

INTEGER
    : '-'? [0-9]+
    ;

NAME
    : [a-zA-Z_$] [a-zA-Z0-9_$]*
    ;

BLANK
    : [ \t\r\n]+ -> skip
    ;

// Whatever else there is becomes a token, so that the parser reports it and the lexer never does.
UNKNOWN
    : .
    ;

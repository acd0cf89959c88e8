/*
 * Policy expressions: the subset of C# 7 that policies use (reference/api-management.md §2.1).
 * `@( … )` holds an expression, `@{ … }` a statement list in which every path returns.
 */
grammar PolicyExpression;

expressionUnit
    : expression EOF
    ;

blockUnit
    : statement* EOF
    ;

statement
    : '{' statement* '}'                                                    # blockStatement
    | 'if' '(' expression ')' statement ('else' statement)?                 # ifStatement
    | 'foreach' '(' typeName ID 'in' expression ')' statement               # foreachStatement
    | 'return' expression ';'                                               # returnStatement
    | 'throw' expression ';'                                                # throwStatement
    | typeName ID ('=' expression)? ';'                                     # declarationStatement
    | target=expression op=('=' | '+=' | '-=') value=expression ';'         # assignmentStatement
    | expression ';'                                                        # expressionStatement
    | ';'                                                                   # emptyStatement
    ;

// Earlier alternatives bind tighter.
expression
    : primary                                                               # primaryExpression
    | expression op=('.' | '?.') ID typeArguments? arguments?               # memberExpression
    | expression op=('[' | '?[') expression ']'                             # indexExpression
    | op=('!' | '-' | '+') expression                                       # unaryExpression
    | '(' typeName ')' expression                                           # castExpression
    | expression op=('*' | '/' | '%') expression                            # binaryExpression
    | expression op=('+' | '-') expression                                  # binaryExpression
    | expression op=('<' | '>' | '<=' | '>=') expression                    # binaryExpression
    | expression 'is' typeName ID?                                          # isExpression
    | expression 'as' typeName                                              # asExpression
    | expression op=('==' | '!=') expression                                # binaryExpression
    | expression op='&' expression                                          # binaryExpression
    | expression op='|' expression                                          # binaryExpression
    | expression '&&' expression                                            # andExpression
    | expression '||' expression                                            # orExpression
    | <assoc = right> expression '??' expression                            # coalesceExpression
    | <assoc = right> expression '?' expression ':' expression              # conditionalExpression
    | lambdaParameters '=>' expression                                      # lambdaExpression
    ;

lambdaParameters
    : ID
    | '(' (ID (',' ID)*)? ')'
    ;

primary
    : literal                                                               # literalPrimary
    | INTERPOLATED                                                          # interpolatedPrimary
    | ID                                                                    # namePrimary
    | '(' expression ')'                                                    # groupPrimary
    | 'new' '[' ']' '{' (expression (',' expression)* ','?)? '}'            # arrayPrimary
    | 'new' '{' (anonymousMember (',' anonymousMember)* ','?)? '}'          # anonymousPrimary
    | 'new' typeName arguments? initializer?                                # newPrimary
    ;

anonymousMember
    : (ID '=')? expression
    ;

initializer
    : '{' (element (',' element)* ','?)? '}'
    ;

element
    : '[' key=expression ']' '=' value=expression
    | '{' key=expression ',' value=expression '}'
    | value=expression
    ;

arguments
    : '(' (argument (',' argument)*)? ')'
    ;

argument
    : (ID ':')? expression                                                  # valueArgument
    | 'out' typeName? ID                                                    # outArgument
    ;

typeArguments
    : '<' typeName (',' typeName)* '>'
    ;

typeName
    : ID ('.' ID)* typeArguments? '?'? ('[' ']')*
    ;

literal
    : 'true'
    | 'false'
    | 'null'
    | NUMBER
    | STRING
    | VERBATIM
    | CHARACTER
    ;

INTERPOLATED
    : '$"' (~["\\{}\r\n] | '\\' . | '{{' | '}}' | HOLE)* '"'
    ;

STRING
    : '"' (~["\\\r\n] | '\\' .)* '"'
    ;

VERBATIM
    : '@"' (~'"' | '""')* '"'
    ;

CHARACTER
    : '\'' (~['\\\r\n] | '\\' .) '\''
    ;

NUMBER
    : [0-9]+ ('.' [0-9]+)? ([eE] [+-]? [0-9]+)? [lLdDmMfF]?
    ;

ID
    : [\p{L}_] [\p{L}\p{Nd}_]*
    ;

COMMENT
    : ('//' ~[\r\n]* | '/*' .*? '*/') -> skip
    ;

SPACE
    : [ \t\r\n\u00A0\uFEFF]+ -> skip
    ;

fragment HOLE
    : '{' (~["{}] | '"' (~["\\\r\n] | '\\' .)* '"' | HOLE)+ '}'
    ;

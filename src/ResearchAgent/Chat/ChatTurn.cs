using ResearchAgent.Writing;

namespace ResearchAgent.Chat;

/// <summary>One question of a conversation and what came of it.</summary>
/// <param name="Asked">As the person wrote it.</param>
/// <param name="Question">As it was read and answered: <see cref="Asked"/> itself unless it was a follow-up.</param>
/// <param name="Answer">Abstentions count as answers.</param>
/// <param name="When">The moment of the answer.</param>
public sealed record ChatTurn(string Asked, string Question, Answer Answer, DateTimeOffset When);

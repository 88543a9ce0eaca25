namespace Pushway.Core.Tracing;

/// <summary>What about a user explains where messages to them are: on how many devices they are bound, and when they last left one.</summary>
public readonly record struct UserCircumstances(int Devices, DateTimeOffset? LastUnboundAt);
